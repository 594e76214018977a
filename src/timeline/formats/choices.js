// What a person chose: by the number of a line, whether it is kept (true) or hidden (false), other words for it, the
// heading over it and what follows it, and lines of one's own below it (those on top are below -1). A change is a list
// of [what, line, value]; to undo one is to set what stood there before it. Before this stands what the page knows: `data`.
const KEY = `timeline ${data.key}`;
const choices = {shown: new Map(), words: new Map(), heading: new Map(), own: new Map()};
const SORTS = {shown: 'boolean', words: 'string', heading: 'string', own: 'object'};
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
  if (pairs.length) past.push(set(pairs));
  changed(pairs);
}
function undo() {
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

// As a file that `timeline apply` takes, with all that the curation says of what this page does not show. What people
// wrote stands in it as Markdown that says just that.
const first = {lines: new Map(), rest: [], own: [], written: new Map()};
function curation() {
  const some = keeping(), over = headings(), lines = [], own = [];
  const below = number => (choices.own.get(number) || []).forEach(text => own.push({after: data.ids[number]?.[0] ?? null,
    heading: over[number] ?? undefined, text: first.written.get(text) ?? `- ${block(text)}`}));
  below(-1);
  for (const {number} of rows) {
    const shown = some ? kept(number) : choices.shown.get(number) !== false, words = choices.words.get(number);
    const [id, ...events] = data.ids[number], heading = shown && over[number], old = first.lines.get(number);
    if (some || old || !shown || words !== undefined || heading || choices.shown.has(number))
      lines.push({id, events, ...old, shown, heading: heading || undefined, ...worded(number, words, old)});
    below(number);
  }
  const every = [...lines, ...first.rest], mine = [...own, ...first.own];
  const order = [...data.curation?.headings || [], ...[...every, ...mine].map(each => each.heading)].filter(Boolean);
  return {schema: 'timeline-curation/1', seal: data.seal, lines: every, own: mine, headings: [...new Set(order)],
    not_placed: data.curation?.not_placed || []};
}
const worded = (number, words, old) => words === undefined ? {words: undefined, original: undefined}
  : {words: first.written.get(words) ?? inline(words), original: old?.original ?? (data.redacted ? undefined : original(number))};
function download() {
  const file = new Blob([`${JSON.stringify(curation(), null, 1)}\n`], {type: 'application/json'});
  const address = URL.createObjectURL(file);
  made('a', {href: address, download: 'curation.json'}).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  saved = told(); keep(); say('downloaded as curation.json: timeline apply curation.json DIR takes it');
}

// Between two visits they stay in the browser's storage, where it allows that; with what is not downloaded yet, leaving asks.
const told = () => JSON.stringify(Object.entries(choices).flatMap(([what, all]) =>
  [...all].sort(([one], [other]) => one - other).map(([line, value]) => [what, data.ids[line]?.[0] ?? null, value])));
function keep() {
  const now = told();
  try {
    if (now === given) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify({saved: now === saved, choices: now}));
  } catch { /* it is refused: leaving asks all the same */ }
}
function read(text) {
  return JSON.parse(text).filter(([what, id, value]) => typeof value === SORTS[what] && (id === null || lineOf.has(id))
    && (what !== 'own' || value.every(each => typeof each === 'string')))
    .map(([what, id, value]) => [what, id === null ? -1 : lineOf.get(id), value]);
}
function earlier() {
  try { const last = JSON.parse(localStorage.getItem(KEY));
    if (last && last.saved) saved = last.choices;
    return last && !(last.saved && data.curation) ? read(last.choices) : [];
  } catch { return [] }
}
const none = () => Object.entries(choices).flatMap(([what, all]) => [...all.keys()].map(line => [what, line, undefined]));
// A curation that was applied to the record is where this page begins.
function begun(told) {
  const found = [], below = new Map(), plain = text => { const made = text.replace(/^[-*+] /, '').replace(/\\([!-/:-@[-`{-~])/g, '$1');
    first.written.set(made, text); return made };
  for (const each of told.lines) {
    const line = [each.id, ...each.events || []].map(id => lineOf.get(id)).find(number => number !== undefined);
    if (line === undefined) first.rest.push(each); else first.lines.set(line, each);
  }
  let over = null;
  for (const [line, {shown, words, heading = null}] of [...first.lines].sort(([one], [other]) => one - other)) {
    found.push(['shown', line, shown]);
    if (words) found.push(['words', line, plain(words)]);
    if (shown && heading !== over) found.push(['heading', line, (over = heading) ?? '']);
  }
  for (const each of told.own) {
    const line = each.after === null ? -1 : lineOf.get(each.after);
    if (line === undefined) first.own.push(each); else below.set(line, [...below.get(line) || [], plain(each.text)]);
  }
  return [...found, ...[...below].map(([line, texts]) => ['own', line, texts])];
}
if (data.curation) set(begun(data.curation));
const given = told();
let saved = given;
addEventListener('beforeunload', event => { if (told() !== saved || unfinished()) event.preventDefault() });
