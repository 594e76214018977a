// The page's only script begins here: it shows the lines that fit, draws the lanes of those anew, and moves by keys. It
// has no other way out: the policy lets this text run and nothing else, and nothing be loaded or sent.
const f = document.querySelector('form'), out = f.querySelector('output');
const table = document.querySelector('.record'), help = document.querySelector('dialog');
const lanes = document.querySelector('svg[data-start]'), strip = document.querySelector('.strip');
const SHAPES = {e: 'M0-7 7 0 0 7-7 0Z', w: 'M0-6 6 5-6 5Z', i: 'M-4-4h8v8h-8Z', o: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0',
  n: 'M-1-5h2v10h-2Z'};
const NAMES = {e: 'error', w: 'warning', i: 'info', o: 'ok', n: 'none'}, WORST = 'ewion';
const SHARED = {m: 'same monitor', i: 'same incident', t: 'same thread'};
const rows = [...document.querySelectorAll('tr[data-source]')].map((row, number) => ({
  row, number, words: row.textContent.toLowerCase(), sources: row.dataset.source.split(' '),
  kinds: row.dataset.kind.split(' '), shared: (row.dataset.shared || '').split(' ').filter(Boolean),
  told: row.dataset.at.split('|').map(line => line.split(' ').map(each => {
    const [, lane, letter, time] = /^(\d+)([ewion])(-?\d+)$/i.exec(each), severity = letter.toLowerCase();
    return {lane: +lane, severity, cited: letter !== severity, time: +time, number} }))}));
for (const each of rows) each.events = each.told.flat();
// Under which heading and which date each line stands.
let under = {};
for (const row of table ? table.tBodies[0].rows : []) {
  if (row.dataset.source !== undefined) rows[+row.id.slice(1)].heads = Object.values(under);
  else if (/^(part|day)$/.test(row.className)) under = {...under, [row.className]: row};
}
const heads = new Set(rows.flatMap(each => each.heads));
let chosen = null, alike = null, here = null, fitting = rows;

// Which lines are shown.
const on = name => new Set([...f.querySelectorAll(`[name=${name}]:checked`)].map(box => box.value));
const within = each => !chosen || each.events.some(({time}) => time >= chosen[0] && time <= chosen[1]);
f.oninput = () => {
  const text = f.text.value.toLowerCase(), sources = on('source'), severities = on('severity'), kind = f.kind.value;
  const near = rows.filter(each => each.sources.some(name => sources.has(name))
    && severities.has(each.row.dataset.severity) && (!kind || each.kinds.includes(kind))
    && (!alike || each.shared.includes(alike)) && each.words.includes(text));
  const fits = near.filter(within), only = tab === 'kept', over = only ? headings() : [];
  fitting = only ? fits.filter(({number}) => kept(number)) : fits;
  const shown = new Set(fitting);
  for (const each of rows) if (each.row.hidden === shown.has(each)) each.row.hidden = !each.row.hidden;
  const headed = new Set(fitting.flatMap(each => each.heads.filter(head => head.className === 'day' || !over[each.number])));
  for (const head of heads) head.hidden = !headed.has(head);
  out.value = [`${fitting.length} of ${rows.length} lines shown`, alike && SHARED[alike[0]],
    chosen && chosen.map(clock).join(' to ')].filter(Boolean).join(', ');
  arranged(fits); draw(near);
};
f.onreset = () => { chosen = alike = null; setTimeout(f.oninput) };
f.onsubmit = () => false;

// The lanes, as the page was written with them, but of the lines that are shown and of the span that was chosen.
const place = lanes ? lanes.dataset.place.split(' ').map(Number) : [], [left, right, high, upper, cell, count] = place;
const whole = lanes ? [+lanes.dataset.start, +lanes.dataset.end] : [];
const middle = lane => upper + high * lane + high / 2;
const tenth = number => Math.round(number * 10) / 10;
const across = (time, [start, end]) =>
  tenth(left + (right - left) * Math.min(Math.max((time - start) / Math.max(end - start, 1), 0), 1));
const two = number => String(number).padStart(2, '0');
const clock = ms => { const at = new Date(ms);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} Z` };
const shape = (name, given, inside = []) => { const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(given)) made.setAttribute(key, value);
  made.append(...inside); return made };
function draw(near) {
  if (!lanes) return;
  const span = chosen || whole, cells = new Map(), threads = [];
  const key = event => `${event.lane} ${Math.floor(across(event.time, span) / cell)}`;
  const drawn = fitting.flatMap(({events}) => events).filter(({time}) => time >= span[0] && time <= span[1]);
  for (const event of drawn.sort((one, other) => one.time - other.time)) {
    const found = cells.get(key(event));
    if (!found) cells.set(key(event), {worst: event, events: [event]});
    else { found.events.push(event);
      if (WORST.indexOf(event.severity) < WORST.indexOf(found.worst.severity)) found.worst = event }
  }
  for (const {told} of fitting) threads.push(...told.filter(line => line.length > 1));
  const point = event => { const found = cells.get(key(event));
    return `${across((found || {worst: event}).worst.time, span)},${middle(event.lane)}` };
  const lines = new Set(threads.map(line => line.filter(({time}) => time >= span[0] && time <= span[1]).map(point).join(' ')));
  lanes.querySelector('.same').replaceChildren(...[...lines].filter(Boolean).map(points => shape('polyline', {points})));
  lanes.querySelector('.bar').replaceChildren(...[...cells.values()].filter(({events}) => events.length > 1).map(found => {
    const half = Math.round(Math.min(5 + Math.log2(found.events.length), 13));
    return shape('path', {d: `M${across(found.worst.time, span)} ${middle(found.worst.lane) - half}v${2 * half}`}) }));
  lanes.querySelector('.marks').replaceChildren(...[...cells.values()].map(found => mark(found, span)));
  gaps(span); ticks(span); dense(near);
}
function mark({worst, events}, span) {
  const words = rows[worst.number].row.cells[2], said = (words.querySelector('summary') || words).textContent;
  const more = events.length > 1 ? ` (and ${events.length - 1} more here)` : '';
  const title = shape('title', {}, [`${clock(worst.time)} ${said}${more}`]);
  const transform = `translate(${across(worst.time, span)} ${middle(worst.lane)})`;
  const drawn = shape('path', {class: NAMES[worst.severity], d: SHAPES[worst.severity], transform}, [title]);
  const ring = events.some(({cited}) => cited) ? [shape('circle', {class: 'cited', r: 9, transform})] : [];
  const made = shape('a', {href: `#l${worst.number}`}, [...ring, drawn]);
  for (const event of events) (rows[event.number].marks ||= new Map()).set(event, made);
  return made;
}
function gaps(span) {
  for (const box of lanes.querySelectorAll('rect[data-start]')) {
    const start = across(+box.dataset.start, span), end = across(+box.dataset.end, span);
    box.setAttribute('x', start); box.setAttribute('width', Math.max(end - start, end > left && start < right ? 4 : 0));
  }
}
function ticks(span) {
  const steps = [1, 2, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800];
  const step = 1000 * (steps.find(each => (span[1] - span[0]) / 1000 <= each * 7) || (span[1] - span[0]) / 7000);
  const days = whole[1] - whole[0] > 86400000, labels = [], rules = [];
  for (let time = Math.ceil(span[0] / step) * step; time <= span[1]; time += step) {
    const at = new Date(time), said = (days ? `${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())} ` : '')
      + (step < 60000 ? clock(time) : clock(time).replace(/:\d\d Z/, ' Z'));
    const x = across(time, span);
    rules.push(shape('path', {class: 'tick', d: `M${x} ${upper}V${upper + high * count}`}));
    labels.push(shape('text', {x: Math.min(x, 1000 - 4 * said.length), y: lanes.viewBox.baseVal.height - 8,
      'text-anchor': 'middle'}, [said]));
  }
  for (const old of lanes.querySelectorAll('.tick')) old.remove();
  lanes.querySelector('.line').append(...rules);
  lanes.querySelector('.times').replaceChildren(...labels);
}

// The strip: how dense the whole window is, and which part of it is chosen.
function dense(near) {
  const bins = new Map();
  for (const {events} of near) for (const {time} of events) {
    const bin = Math.floor(across(time, whole) / cell); bins.set(bin, (bins.get(bin) || 0) + 1) }
  const most = Math.max(1, ...bins.values());
  const bars = [...bins].map(([bin, many]) => `M${(bin + .5) * cell} 34v${-(4 + 28 * many / most).toFixed(1)}`).join('');
  const box = chosen ? [shape('rect', {class: 'chosen', x: across(chosen[0], whole), y: 1, height: 32,
    width: Math.max(across(chosen[1], whole) - across(chosen[0], whole), 2)})] : [];
  strip.replaceChildren(shape('path', {d: bars}), ...box);
}
function zoomed(svg, spanned) {
  let from = null, box = null;
  const x = event => Math.min(Math.max((event.clientX - svg.getBoundingClientRect().left)
    * 1000 / svg.getBoundingClientRect().width, left), right);
  const time = at => { const [start, end] = spanned(); return start + (end - start) * (at - left) / (right - left) };
  svg.onpointerdown = event => { if (event.button === 0 && !event.target.closest('a')) from = x(event) };
  svg.onpointermove = event => {
    if (from === null) return;
    if (!box) { svg.setPointerCapture(event.pointerId);
      svg.append(box = shape('rect', {class: 'dragged', y: 1, height: svg.viewBox.baseVal.height - 2})) }
    box.setAttribute('x', Math.min(from, x(event))); box.setAttribute('width', Math.abs(x(event) - from));
  };
  svg.onpointerup = event => {
    if (from !== null && Math.abs(x(event) - from) > 5) zoom([from, x(event)].sort((a, b) => a - b).map(time));
    svg.onpointercancel();
  };
  svg.onpointercancel = () => { if (box) box.remove(); from = box = null };
  svg.ondblclick = () => zoom(null);
}
const zoom = span => { chosen = span && span.map(Math.round); f.oninput() };
if (lanes) { zoomed(lanes, () => chosen || whole); zoomed(strip, () => whole) }

// One line is the current one: keys move it, a mark leads to it, and it says what is like it.
function go(each, {scroll = true, focus = true} = {}) {
  if (each !== here) leave();
  if (here) { here.row.classList.remove('here'); for (const old of here.row.querySelectorAll('.alike, .acts')) old.remove() }
  here = each;
  if (!each) return;
  each.row.classList.add('here'); each.row.tabIndex = -1;
  each.row.cells[2].append(acts(each)); pressed(each);
  const buttons = each.shared.map(key => button(SHARED[key[0]], () => {
    alike = alike === key ? null : key; f.oninput(); each.row.scrollIntoView({block: 'center'}) }));
  if (buttons.length) each.row.cells[2].append(made('p', {class: 'alike'}, ...buttons));
  if (focus) each.row.focus({preventScroll: true});
  if (scroll) each.row.scrollIntoView({block: 'nearest'});
}
function step(by) {
  if (!fitting.length) return;
  const at = here ? fitting.findIndex(each => each.number >= here.number) : -1;
  const exact = at >= 0 && fitting[at] === here;
  const next = at < 0 ? (here ? fitting.length - 1 : 0) : exact ? at + by : by > 0 ? at : at - 1;
  go(fitting[Math.min(Math.max(next, 0), fitting.length - 1)]);
}
const found = hash => hash.startsWith('#l') ? rows[+hash.slice(2)] : null;
addEventListener('hashchange', () => { if (found(location.hash)) go(found(location.hash)) });
document.addEventListener('click', event => {
  const link = event.target.closest('a[href^="#"]'), row = event.target.closest('tr[data-source]');
  if (link && link.closest('svg')) { event.preventDefault(); const each = found(link.getAttribute('href'));
    if (each) { go(each); each.row.scrollIntoView({block: 'center'}) } }
  else if (link && row) { event.preventDefault(); back(rows.find(each => each.row === row)) }
  else if (event.target.closest('.keep')) decide(rows.find(each => each.row === row), true, event.shiftKey);
  else if (row && !event.target.closest('a,button,summary,textarea')) go(rows.find(each => each.row === row), {scroll: false});
});
function back(each) {
  go(each, {scroll: false, focus: false});
  const made = each.marks && each.marks.get(each.events[0]);
  for (const old of lanes.querySelectorAll('a.here')) old.classList.remove('here');
  if (made && made.isConnected) { made.classList.add('here'); made.focus(); made.scrollIntoView({block: 'center'}) }
}
const KEYS = {
  j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
  Enter: () => { const more = here?.row.querySelector('details'); if (more) more.open = !more.open },
  m: () => here && lanes && back(here),
  l: () => { if (here?.shared.length) { const next = here.shared[here.shared.indexOf(alike) + 1];
    alike = next || null; f.oninput(); here.row.scrollIntoView({block: 'center'}) } },
  z: () => here && zoom([here.events[0].time - 300000, here.events[0].time + 300000]),
  '0': () => zoom(null), '/': () => { f.text.focus(); f.text.select() }, '?': () => help.showModal(),
};
document.addEventListener('keydown', event => {
  const typing = event.target.closest('input[type=search],select,dialog,textarea');
  if (event.key === 'Escape' && typing === f.text) { f.text.blur(); return }
  const acts = event.target.closest('a,button,summary,input') && event.key === 'Enter';
  if (typing || acts || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault(); KEYS[event.key]();
});
f.help.onclick = () => help.showModal();

// The head of the table stands below the boxes, however many rows they take.
new ResizeObserver(() => { const stays = getComputedStyle(f).position === 'sticky';
  f.parentElement.style.setProperty('--bar', stays ? `${f.offsetHeight}px` : '0px') }).observe(f);
