// What goes along, as Markdown, as rich text and as a chat's text. In each of them stand, in order: headings, dates where
// there are several, lines, and lines of somebody's own.
function contents() {
  const over = headings(), lines = new Set(going()), made = [];
  const dayOf = each => new Date(each.events[0].time).toISOString().slice(0, 10), days = new Set([...lines].map(dayOf));
  const own = (what, number) => (choices[what].get(number) || []).forEach(text => made.push({own: text}));
  let heading = null, day = null;
  for (const each of rows) {
    const {number} = each, part = each.heads.find(({className}) => className === 'part');
    if (!lines.has(each) && !choices.above.has(number) && !choices.below.has(number)) continue;
    const now = over[number] || part?.textContent || null;
    if (now !== heading) made.push({heading: heading = now});
    if (days.size > 1 && dayOf(each) !== day) made.push({day: day = dayOf(each)});
    own('above', number);
    if (lines.has(each)) made.push({line: lineIn(each)});
    own('below', number);
  }
  return made;
}
function lineIn({row, number}) {
  const inside = shown(row.cells[2]), evidence = row.cells[row.cells.length - 1], extent = evidence.querySelector('.extent');
  return {
    time: row.cells[0].textContent.replace(/^(\d\d:\d\d):\d\d /, '$1 '),
    note: inside.querySelector(':scope > .note')?.textContent,
    words: choices.words.get(number) ?? original(number), own: choices.words.has(number) ? '' : changeOf(evidence),
    links: [...evidence.querySelectorAll('a, span:not(.extent)')].map(each => [each.textContent, each.getAttribute('href')]),
    between: extent ? ' … ' : ' · ', extent: extent?.textContent,
    marks: [...inside.querySelectorAll(':scope > i')].map(each => each.textContent.slice(1, -1)),
  };
}
// The pull request that a line leads to.
function changeOf(evidence) {
  const [, repo, number] = /^https:\/\/[^/]+\/([\w.-]+\/[\w.-]+)\/pull\/(\d+)/.exec(evidence.querySelector('a')?.href) || [];
  return repo ? `${repo}#${number}` : '';
}
const about = () => [`${going().length} of ${rows.length} lines`, data.verdict,
  ...[...document.querySelectorAll('.gap')].map(each => each.textContent)];
const filled = (parts, between = ' ') => parts.filter(Boolean).join(between);

function markdown() {
  const link = ([name, href]) => href ? `[${named(name)}](${href.replaceAll('|', '%7C').replace(/&(?=#?\w+;)/g, '\\&')})` : named(name);
  const item = ({time, note, words, own, links, between, extent, marks}) => filled([`- <${time}>:`, note, inline(words, own),
    filled([links.map(link).join(between), extent], ', '), ...marks.map(each => `*${inline(each)}*`)]);
  const parts = contents().map(({heading, day, own, line}) => {
    if (line) return item(line);
    if (own !== undefined) return `- ${block(own)}`;
    return `\n${day ? `### ${block(day)}` : heading ? `## ${block(heading)}` : '---'}\n`;
  });
  const head = [`# ${inline(data.title)}`, '', ...about().map(each => `- ${inline(each)}`)];
  if (!parts[0]?.startsWith('\n## ')) head.push('', '## Events', '');
  return `${[...head, ...parts].join('\n').replace(/\n{3,}/g, '\n\n').trimEnd()}\n`;
}
const HOLDS = 12000;
function slack() {
  const item = ({time, note, words, links, extent, marks}) => {
    const beside = filled([extent, ...marks], ', '), [, href] = links.find(([, address]) => address) || [];
    return filled([`${time}:`, note, chat(words), beside && `(${chat(beside)})`, href && `<${href.replaceAll('&', '&amp;')}>`]) };
  const [count, ...rest] = about(), made = [`*${chat(data.title)}*`, count, ...rest.map(chat)], parts = contents();
  let room = HOLDS - made.join('\n').length - 60, left = parts.filter(({line}) => line).length;
  for (const {heading, day, own, line} of parts) {
    const over = day || heading, text = line ? item(line) : own !== undefined ? chat(own) : over ? `*${chat(over)}*` : '';
    room -= text.length + 1;
    if (room < 0) break;
    made.push(text); left -= Boolean(line);
  }
  if (left) made.push(`and ${left} more in the document`);
  return `${made.join('\n')}\n`;
}
function rich() {
  const item = ({time, note, words, links, between, extent, marks}) => made('li', {dir: 'auto'}, `${time}: `,
    ...note ? [made('b', {}, note), ' '] : [], `${oneLine(words)} `,
    ...links.flatMap(([name, href], place) => [place ? between : '', href ? made('a', {href}, name) : name]),
    extent ? `, ${extent}` : '', ...marks.flatMap(each => [' ', made('i', {}, each)]));
  const root = made('div', {}, made('h2', {}, data.title), made('ul', {}, ...about().map(each => made('li', {}, each))));
  let list = null;
  for (const {heading, day, own, line} of contents()) {
    if (line || own !== undefined) {
      if (!list) root.append(list = made('ul'));
      list.append(line ? item(line) : made('li', {dir: 'auto'}, oneLine(own)));
      continue;
    }
    list = null;
    root.append(day ? made('h4', {}, day) : heading ? made('h3', {dir: 'auto'}, oneLine(heading)) : made('hr'));
  }
  return root;
}

// To the clipboard as the browser has it; where it has none from disk, by the old way; where that fails, by hand.
const FORMS = {
  markdown: () => ({'text/plain': markdown()}), slack: () => ({'text/plain': slack()}),
  rich: () => ({'text/html': rich().outerHTML, 'text/plain': markdown()}),
};
async function copy(form) {
  leave();
  const given = FORMS[form](), items = Object.entries(given).map(([type, text]) => [type, new Blob([text], {type})]);
  let way = '';
  try { await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(items))]) }
  catch { if (!oldWay(given)) { byHand(given['text/plain']); way = ': take it from the field' } }
  say(`copied ${about()[0]}${way}`);
  if (data.redacted) saved = told();
}
function oldWay(given) {
  const fill = event => { event.preventDefault();
    for (const [type, text] of Object.entries(given)) event.clipboardData.setData(type, text) };
  document.addEventListener('copy', fill, {once: true});
  try { return document.execCommand('copy') } catch { return false } finally { document.removeEventListener('copy', fill) }
}
function byHand(text) {
  const area = made('textarea', {readonly: '', rows: 20, 'aria-label': 'to copy'});
  const box = made('dialog', {class: 'by-hand'}, area);
  area.value = text; box.onclose = () => box.remove();
  f.parentElement.append(box); box.showModal(); area.select();
}
for (const form of Object.keys(FORMS)) f[form].onclick = () => copy(form);

// What is shown first: what was there when the page was left.
set(earlier());
for (const line of new Set(Object.values(choices).flatMap(each => [...each.keys()]))) written(line);
const notice = bar.querySelector('.notice');
notice.hidden = told() === saved;
notice.querySelector('button').onclick = () => { change([...none(), ...read(given)]); notice.hidden = true };
f.download.hidden = data.redacted; bar.hidden = false;
turn('all');
if (found(location.hash)) go(found(location.hash));
