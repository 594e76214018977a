// Lines are kept, hidden and said in people's words where they stand. What somebody types becomes text in the page and
// nothing else. A field that is left keeps what was typed into it; Escape drops it.
if (table) { table.parentElement.classList.add('choosing'); table.parentElement.setAttribute('role', 'tabpanel') }
const bar = f.querySelector('.bench'), [counts, said] = bar.querySelectorAll('[role=status]');
const tabs = [...bar.querySelectorAll('[role=tab]')];
let tab = 'all', editing = null, decided = null;
const say = text => { said.textContent = text };
const button = (text, act, given = {}) => { const node = made('button', {type: 'button', ...given}, text);
  node.onclick = act; return node };
const shown = node => node.querySelector(':scope > details > summary') || node;
const original = number => [...shown(rows[number].row.cells[2]).childNodes].filter(({nodeType}) => nodeType === 3)
  .map(({data}) => data).join('').trim();

// What a person made of a line, drawn where it stands: its row, and the rows of their own about it.
for (const old of document.querySelectorAll('tr.own, tr.over')) old.remove();
for (const each of rows) {
  each.plain = each.words; each.mine = []; each.over = null;
  each.box = made('button', {type: 'button', class: 'keep', tabindex: -1, 'aria-label': 'keep', 'aria-pressed': false});
  each.row.cells[0].prepend(each.box);
}
function written(number) {
  const each = rows[number], {row} = each, cell = row.cells[2];
  const state = choices.shown.get(number), words = choices.words.get(number);
  for (const old of [...each.mine, each.over].filter(Boolean)) old.remove();
  each.over = choices.heading.has(number) ? overRow(choices.heading.get(number), each) : null;
  const [above, below] = ['above', 'below'].map(what => (choices[what].get(number) || []).map((text, place) =>
    ownRow(text, event => own(what, each, place, event.target.closest('td')))));
  row.before(...each.over ? [each.over] : [], ...above); row.after(...below); each.mine = [...above, ...below];
  row.classList.toggle('kept', state === true); row.classList.toggle('left', state === false);
  row.classList.toggle('reworded', words !== undefined);
  cell.querySelector(':scope > .words')?.remove();
  if (words !== undefined) cell.prepend(made('b', {class: 'words', dir: 'auto'}, seen(words)));
  each.words = [each.plain, words, ...each.mine.map(({textContent}) => textContent)].join('\n').toLowerCase();
  pressed(each);
}
const ownRow = (text, act) => made('tr', {class: 'own'}, made('td'), made('td'), made('td', {colspan: columns() - 2},
  made('p', {dir: 'auto'}, seen(text)), button('edit', act, {'aria-label': 'edit this line of your own'})));
const overRow = (text, each) => made('tr', {class: 'part over'}, made('th', {colspan: columns()},
  made('span', {dir: 'auto'}, seen(text) || 'no heading'),
  button('edit', () => heading(each), {'aria-label': 'edit this heading'})));
const columns = () => table.tHead.rows[0].cells.length;
function pressed({box, row, number}) {
  const state = choices.shown.get(number), [keeps, hides] = row.querySelectorAll('.acts button');
  for (const [node, value] of [[box, true], [keeps, true], [hides, false]]) node?.setAttribute('aria-pressed', state === value);
}
function counted() {
  const many = keeping() || data.curation ? going().length : 0, left = [...choices.shown.values()].filter(each => !each).length;
  counts.textContent = `${many} of ${rows.length} lines kept${left ? `, ${left} hidden` : ''}`;
  bar.querySelector('.hint').hidden = tab !== 'kept' || many > 0;
  f.undo.disabled = !past.length;
}
// Of what somebody wrote, what stands beside the lines that fit the boxes, and the headings above those that are shown.
function arranged(fits) {
  const near = new Set(fits), some = new Set(fitting);
  let over = null;
  for (const each of rows) {
    for (const row of each.mine) row.hidden = !near.has(each);
    if (each.over) { over = each.over; over.hidden = true }
    if (over && some.has(each)) over.hidden = false;
  }
}

// Fields to type into.
const unfinished = () => editing && editing.area.value !== editing.was;
function edit(where, label, was, done) {
  leave();
  const area = made('textarea', {rows: 2, dir: 'auto', 'aria-label': label, placeholder: label});
  const field = made('form', {class: 'edit'}, area, button('save', () => leave()), button('cancel', () => leave(false)));
  area.value = was; where.append(field); editing = {field, area, was, done};
  area.onkeydown = event => {
    if (event.key === 'Escape' || (event.key === 'Enter' && !event.shiftKey && !event.isComposing)) {
      event.preventDefault(); event.stopPropagation(); leave(event.key === 'Enter') }
  };
  area.focus(); area.select();
}
function leave(save = true) {
  if (!editing) return;
  const {field, area, was, done} = editing;
  editing = null; field.remove();
  if (save && area.value !== was) done(area.value.trim());
  here?.row.focus({preventScroll: true});
}
function reword({row, number}) {
  const first = original(number);
  edit(row.cells[2], 'in your words', choices.words.get(number) ?? first, text =>
    change([['words', number, text && text !== first ? text : undefined]]));
}
function heading({over, row, number}) {
  const ends = !over && headings()[number - 1], label = `a heading from here on${ends ? '; none if empty' : ''}`;
  edit(over ? over.cells[0] : row.cells[2], label, choices.heading.get(number) || '', text =>
    change([['heading', number, text || (ends ? '' : undefined)]]));
}
function own(what, {row, number}, place, where = row.cells[2]) {
  const texts = choices[what].get(number) || [];
  edit(where, 'a line of your own', texts[place] || '', text => {
    const now = texts.filter((_, other) => other !== place);
    if (text) now.splice(place, 0, text);
    change([[what, number, now.length ? now : undefined]]) });
}
const anew = (what, each) => own(what, each, (choices[what].get(each.number) || []).length);

// To keep or to hide: a line, or all from the one that was decided last; the same again leaves it undecided.
function decide(each, value, range) {
  const ends = [decided, each].map(one => fitting.indexOf(one)).sort((one, other) => one - other);
  const these = range && ends[0] >= 0 ? fitting.slice(ends[0], ends[1] + 1) : [each];
  const again = !range && choices.shown.get(each.number) === value;
  decided = each;
  change(these.map(({number}) => ['shown', number, again ? undefined : value]));
}
const all = value => change(fitting.map(({number}) => ['shown', number, value]));
const ACTS = [
  ['keep', 'y', each => decide(each, true)], ['hide', 'n', each => decide(each, false)],
  ['reword', 'e', reword], ['heading', 'h', heading],
  ['line above', 'O', each => anew('above', each)], ['line below', 'o', each => anew('below', each)],
];
const acts = each => made('p', {class: 'acts', role: 'group', 'aria-label': 'this line'}, ...ACTS.map(([name, key, act]) =>
  button(name, () => act(each), {name, title: `${name}: ${key}`, 'aria-keyshortcuts': key})));
for (const [, key, act] of ACTS) KEYS[key] = () => here && act(here);
Object.assign(KEYS, {
  Y: () => here && decide(here, true, true), N: () => here && decide(here, false, true), u: undo,
  v: () => turn(tab === 'all' ? 'kept' : 'all'), c: () => copy('markdown'), d: download,
});
function turn(to) {
  leave(); tab = to;
  for (const each of tabs) { each.setAttribute('aria-selected', each.name === to); each.tabIndex = each.name === to ? 0 : -1 }
  table?.parentElement.setAttribute('aria-labelledby', `tab-${to}`);
  counted(); f.oninput();
}
for (const each of tabs) {
  each.onclick = () => turn(each.name);
  each.onkeydown = ({key}) => { const other = tabs.find(one => one !== each);
    if (/^Arrow(Left|Right)$/.test(key)) { turn(other.name); other.focus() } };
}
f.undo.onclick = undo; f.download.onclick = download;
f.keepall.onclick = () => all(true); f.hideall.onclick = () => all(false);
document.addEventListener('keydown', event => {
  if (!(event.ctrlKey || event.metaKey) || event.key !== 'z' || event.target.closest('input,textarea')) return;
  event.preventDefault(); undo();
});
// What is kept is what is printed, if anything is.
let before = null;
addEventListener('beforeprint', () => { if (keeping()) { before = tab; turn('kept') } });
addEventListener('afterprint', () => { if (before) { turn(before); before = null } });
