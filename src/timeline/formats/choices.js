// What a person chose: by the number of a line, whether it is kept (true) or hidden (false), other words for it, the
// heading over it and what follows it, and lines of their own above and below it. A change is a list of [what, line,
// value]; to undo one is to set what stood there before it. Before this stands what the page knows: `data`.
const KEY = `timeline ${data.key}`;
const choices = {shown: new Map(), words: new Map(), heading: new Map(), above: new Map(), below: new Map()};
const SORTS = {shown: 'boolean', words: 'string', heading: 'string', above: 'object', below: 'object'};
const lineOf = new Map(data.ids.flatMap((ids, number) => ids.map(id => [id, number]))), past = [];
const made = (name, given = {}, ...inside) => { const node = document.createElement(name);
  for (const [key, value] of Object.entries(given)) node.setAttribute(key, value);
  node.append(...inside); return node };

function set(pairs) {
  const before = pairs.map(([what, line]) => [what, line, choices[what].get(line)]);
  for (const [what, line, value] of pairs)
    if (value === undefined) choices[what].delete(line); else choices[what].set(line, value);
  return before;
}
function change(pairs) {
  leave();
  if (pairs.length) past.push(set(pairs));
  changed(pairs);
}
function undo() {
  leave();
  const before = past.pop();
  if (before) { set(before); changed(before) }
}
function changed(pairs) {
  for (const line of new Set(pairs.map(([, line]) => line))) written(line);
  keep(); counted();
  if (tab === 'kept') f.oninput();
}

// What goes along: what is kept; as long as nothing is, what is not hidden. Where lines are kept, so are those that have
// new words. On a page that begins with a curation it is what is not hidden: what nobody decided about yet is new.
const keeping = () => !data.curation && [...choices.shown.values()].includes(true);
const kept = line => choices.shown.get(line) ?? (Boolean(data.curation) || (choices.words.has(line) && keeping()));
const going = () => { const some = keeping();
  return rows.filter(({number}) => some ? kept(number) : choices.shown.get(number) !== false) };
const headings = () => { let over = null;
  return rows.map(({number}) => over = choices.heading.has(number) ? choices.heading.get(number) || null : over) };

// As a file that `timeline apply` takes, with all that the record's curation says of lines which this page does not show.
// What people wrote stands in it as Markdown that says just that; what they wrote as Markdown before, as it was.
// It says from what: which words stood there, and which lines of their own they took away.
const first = {of: new Map(), lines: new Map(), after: new Map(), over: new Map(), written: new Map(), words: new Map(), own: []};
const headed = text => text ? first.written.get(text) ?? block(text) : undefined;
function curation() {
  const some = keeping(), over = headings(), lines = [...first.after.get(-1) || []], own = [];
  const mine = (what, number, after) => own.push(...(choices[what].get(number) || []).map(text => ({
    after: data.ids[after]?.[0] ?? null, heading: headed(over[number]), text: first.written.get(text) ?? `- ${block(text)}`})));
  for (const {number} of rows) {
    mine('above', number, number - 1);
    const shown = some ? kept(number) : choices.shown.get(number) !== false, heading = shown ? over[number] : null;
    const words = choices.words.get(number), moved = heading !== (first.over.get(number) ?? null);
    if (data.ids[number].length && (some || moved || !shown || words !== undefined || choices.shown.has(number)))
      lines.push({...decidedOf(number), shown, heading: headed(heading), ...worded(number, words)});
    lines.push(...first.after.get(number) || []);
    mine('below', number, number);
  }
  const order = [...data.curation?.headings || [], ...[...lines, ...own].map(each => each.heading)].filter(Boolean);
  return {...data.curation, schema: 'timeline-curation/1', seal: data.seal, lines, own, headings: [...new Set(order)],
    not_placed: data.curation?.not_placed || [], ...gone(own.map(({text}) => text))};
}
function gone(there) {
  const deleted = first.own.filter(text => { const at = there.indexOf(text); if (at >= 0) there.splice(at, 1); return at < 0 });
  return deleted.length ? {deleted} : {};
}
// Several lines about which one thing was decided are several from now on; the first has the events that are gone.
function decidedOf(number) {
  const [id, ...events] = data.ids[number], old = first.lines.get(number), every = first.of.get(old) || [];
  if (every.length < 2) return {id, events, ...old};
  const there = new Set(every.flatMap(line => data.ids[line]));
  const gone = [old.id, ...old.events || []].filter(each => !there.has(each));
  return {...old, id, events: number === every[0] ? [...events, ...gone] : events};
}
const worded = (number, words) => ({replaced: first.words.get(number), ...words === undefined
  ? {words: undefined, original: undefined}
  : {words: first.written.get(words) ?? inline(words), original: first.lines.get(number)?.original ?? original(number)}});
function download() {
  leave();
  if (data.redacted) { say('a page without names gives no curation: choose on the page with names'); return }
  const given_out = curation(), file = new Blob([`${JSON.stringify(given_out, null, 1)}\n`], {type: 'application/json'});
  const address = URL.createObjectURL(file);
  made('a', {href: address, download: 'curation.json'}).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  for (const {id, words} of given_out.lines) if (lineOf.has(id)) first.words.set(lineOf.get(id), words);
  saved = told(); keep(); say('downloaded as curation.json: timeline apply curation.json DIR takes it');
}

// Between two visits they stay in the browser's storage, where it allows that; with what is not downloaded, leaving asks.
const told = () => JSON.stringify(Object.entries(choices).flatMap(([what, all]) =>
  [...all].sort(([one], [other]) => one - other).map(([line, value]) => [what, data.ids[line][0], value])));
function keep() {
  const now = told();
  try {
    if (now === given) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify({saved: now === saved, choices: now}));
  } catch { /* it is refused: leaving asks all the same */ }
}
function read(text) {
  return JSON.parse(text).filter(([what, id, value]) => typeof value === SORTS[what] && lineOf.has(id)
    && (SORTS[what] !== 'object' || value.every(each => typeof each === 'string')))
    .map(([what, id, value]) => [what, lineOf.get(id), value]);
}
function earlier() {
  try { const last = JSON.parse(localStorage.getItem(KEY));
    if (last && last.saved) saved = last.choices;
    return last && !(last.saved && data.curation) ? read(last.choices) : [];
  } catch { return [] }
}
const none = () => Object.entries(choices).flatMap(([what, all]) => [...all.keys()].map(line => [what, line, undefined]));
// Of a record with a curation, its own is where this page begins.
function begun() {
  const found = []; let last = -1, over = '';
  for (const each of data.curation?.lines || []) {
    const here = [...new Set([each.id, ...each.events || []].map(id => lineOf.get(id)).filter(line => line !== undefined))];
    if (here.length) { last = here[0]; first.of.set(each, here) }
    else first.after.set(last, [...first.after.get(last) || [], each]);
    for (const line of here) { first.lines.set(line, each); found.push(['shown', line, each.shown]) }
  }
  const plain = ([text, words]) => { first.written.set(words, text); return words };
  for (const {number} of rows) {
    const {heading: said = '', words, above = [], below = []} = data.said[number] || {};
    const heading = said && plain([said, said.replace(/^#+ /, '').replace(/\\([!-/:-@[-`{-~])/g, '$1')]);
    if (heading) first.over.set(number, heading);
    if (words) { first.words.set(number, words[0]); found.push(['words', number, plain(words)]) }
    if (heading !== over) found.push(['heading', number, over = heading]);
    first.own.push(...[...above, ...below].map(([text]) => text));
    if (above.length) found.push(['above', number, above.map(plain)]);
    if (below.length) found.push(['below', number, below.map(plain)]);
  }
  return found;
}
set(begun());
const given = told();
let saved = given;
addEventListener('beforeunload', event => { if (told() !== saved || unfinished()) event.preventDefault() });
