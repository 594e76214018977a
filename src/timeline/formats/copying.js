// What goes along, to be pasted: as Markdown, as rich text, and as a chat's text. Whoever wrote a word, it stands in code
// where it would act, has a backslash where it would mark, and says in each form what it says here.
const SPAN = '(?<!`)(`+)(?!`).+?(?<!`)\\1(?!`)', SPANS = new RegExp(SPAN, 'gu');
const WORD = new RegExp(`(?:${SPAN}|\\S)+`, 'gu'), PIECE = new RegExp(`${SPAN}|(?:(?!${SPAN}).)+`, 'gsu');
const ACTS_THERE = /<[a-z/!?]|&#?\w+;|@\S|#\d|(?<![a-z0-9])gh-\d|\/\/|mailto:|xmpp:|www\.|\[\^|\]\(|[^\s.]\.\p{L}{2}|`/iu;
const TELLS = /@|\/\/|www|mailto|xmpp|[^\s.]\.\p{L}{2}|`|(?<![\p{L}\p{N}])[*_~]+|[*_~]+(?![\p{L}\p{N}])/iu;
// What cannot be seen is shown by its number, but for what a script or an emoji needs where it stands.
const UNSEEN = new RegExp('([\\n\\t]|\\p{ExtPict}|(?<=\\p{Emoji})\\ufe0f|(?<=[\\p{sc=Arab}\\p{sc=Syrc}\\p{sc=Mong}\\p{sc=Nkoo}\\p{sc=Adlm}'
  + '\\p{M}\\p{ExtPict}\\p{EMod}\\ufe0f])[\\u200c\\u200d])|[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}\\p{DI}]', 'gu');
const seen = text => text.replace(/\r\n?/g, '\n').replace(UNSEEN, (char, needed) =>
  needed ?? `⟨U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
const oneLine = text => seen(text.replace(/\s+/g, ' ').trim());
// The words in order: those that act, with what stands between two of them, in code; the others made plain.
function inert(line, acts, code, plain) {
  const parts = [];
  for (const [word] of line.matchAll(WORD)) {
    const acting = acts(word.replace(SPANS, '')), last = parts.at(-1);
    if (acting && last?.acting) last.word += ` ${word}`; else parts.push({acting, word});
  }
  return parts.map(({acting, word}) => acting ? code(word) : word.replace(PIECE, (piece, fence) =>
    fence ? (code.own || (each => each))(piece) : plain(piece))).join(' ');
}
function inCode(words) {
  const fence = '`'.repeat(1 + Math.max(0, ...(words.match(/`+/g) || []).map(({length}) => length)));
  const pad = /^`|`$/.test(words) ? ' ' : '';
  return fence + pad + words + pad + fence;
}
function inline(text) {
  const line = oneLine(text), twice = mark => line.split(mark).length > 2, formula = twice('$');
  return inert(line, word => ACTS_THERE.test(word) || (formula && word.includes('$')), inCode, piece =>
    piece.replace(/\\(?=[!-/:-@[-`{-~]|$)|[*~]|(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu, mark =>
      mark === '\\' || (piece !== mark && twice(mark[0])) ? mark.replace(/./g, '\\$&') : mark));
}
// At the beginning of a block a sign makes a list, a heading, a quotation, a rule; at a heading's end it is taken away.
const block = text => inline(text).replace(/^(\d{1,9})(?=[.)])|^(?=[-+*>#|=~_[])/, '$1\\').replace(/#$/, '\\#');
function chat(text) {
  const bare = words => words.replace(/[&<>]/g, sign => ({'&': '&amp;', '<': '&lt;', '>': '&gt;'})[sign]);
  const code = words => `\`${bare(words.replaceAll('`', "'"))}\``;
  code.own = words => code(words.replace(/^`+|`+$/g, ''));
  return inert(oneLine(text), word => TELLS.test(word), code, bare);
}
const named = name => { const plain = oneLine(name);
  return /^[\p{L}\p{N}_.+ -]+$/u.test(plain) && inline(plain) === plain ? plain : inCode(plain) };

// What stands in each of them, in order: headings, dates where there are several, lines, and lines of somebody's own.
function contents() {
  const over = headings(), lines = new Set(going()), made = [];
  const days = new Set([...lines].map(({heads}) => heads.find(({className}) => className === 'day')));
  let heading = null, day = null;
  const own = (what, number) => (choices[what].get(number) || []).forEach(text => made.push({own: text}));
  for (const each of rows) {
    const {number, heads} = each, part = heads.find(({className}) => className === 'part');
    if (!lines.has(each) && !choices.above.has(number) && !choices.below.has(number)) continue;
    const now = over[number] || part?.textContent || null, date = heads.find(({className}) => className === 'day');
    if (now !== heading) made.push({heading: heading = now});
    if (days.size > 1 && date !== day) made.push({day: (day = date).textContent});
    own('above', number);
    if (lines.has(each)) made.push({line: lineIn(each)});
    own('below', number);
  }
  return made;
}
function lineIn({row, number}) {
  const cell = row.cells[2], inside = shown(cell), evidence = row.cells[row.cells.length - 1];
  return {time: row.cells[0].textContent.replace(/^(\d\d:\d\d):\d\d /, '$1 '), words: choices.words.get(number) ?? original(number),
    note: inside.querySelector(':scope > .note')?.textContent, marks: [...inside.querySelectorAll(':scope > i')].map(each => each.textContent.slice(1, -1)),
    between: evidence.querySelector('.extent') ? ' … ' : ' · ', extent: evidence.querySelector('.extent')?.textContent,
    links: [...evidence.querySelectorAll('a, span:not(.extent)')].map(each => [each.textContent, each.getAttribute('href')])};
}
const about = () => [`${going().length} of ${rows.length} lines`, data.verdict,
  ...[...document.querySelectorAll('.gap')].map(each => each.textContent)];

function markdown() {
  const link = ([name, href]) => href ? `[${named(name)}](${href.replaceAll('|', '%7C').replace(/&(?=#?\w+;)/g, '\\&')})` : named(name);
  const item = ({time, words, note, marks, between, extent, links}) => [`- <${time}>:`, note, inline(words),
    [links.map(link).join(between), extent].filter(Boolean).join(', '), ...marks.map(each => `*${inline(each)}*`)].filter(Boolean).join(' ');
  const parts = contents().map(({heading, day, own, line}) => line ? item(line) : own !== undefined ? `- ${block(own)}`
    : `\n${day ? `### ${block(day)}` : heading ? `## ${block(heading)}` : '---'}\n`);
  const head = [`# ${inline(data.title)}`, '', ...about().map(each => `- ${inline(each)}`)];
  return [...head, ...parts[0]?.startsWith('\n##') ? [] : ['', '## Events', ''], ...parts].join('\n').replace(/\n{3,}/g, '\n\n').trimEnd() + '\n';
}
const HOLDS = 12000;
function slack() {
  const item = ({time, words, note, marks, extent, links}) => { const [, href] = links.find(([, address]) => address) || [];
    const beside = [extent, ...marks].filter(Boolean).join(', ');
    return [`${time}:`, note, chat(words), beside && `(${chat(beside)})`, href && `<${href.replaceAll('&', '&amp;')}>`].filter(Boolean).join(' ') };
  const [first, ...rest] = about(), made = [`*${chat(data.title)}*`, first, ...rest.map(chat)], parts = contents();
  let room = HOLDS - made.join('\n').length - 60, left = parts.filter(({line}) => line).length;
  for (const {heading, day, own, line} of parts) {
    const text = line ? item(line) : own !== undefined ? chat(own) : day || heading ? `*${chat(day || heading)}*` : '';
    if ((room -= text.length + 1) < 0) break;
    made.push(text); left -= Boolean(line);
  }
  return [...made, ...left ? [`and ${left} more in the document`] : []].join('\n') + '\n';
}
function rich() {
  const root = made('div', {}, made('h2', {}, data.title), made('ul', {}, ...about().map(each => made('li', {}, each))));
  let list = null;
  const item = ({time, words, note, marks, between, extent, links}) => made('li', {}, `${time}: `, ...note ? [made('b', {}, note), ' '] : [],
    `${oneLine(words)} `, ...links.flatMap(([name, href], number) => [number ? between : '', href ? made('a', {href}, name) : name]),
    extent ? `, ${extent}` : '', ...marks.flatMap(each => [' ', made('i', {}, each)]));
  for (const {heading, day, own, line} of contents()) {
    if (line || own !== undefined) { if (!list) root.append(list = made('ul'));
      list.append(line ? item(line) : made('li', {dir: 'auto'}, oneLine(own))) }
    else { list = null; root.append(day ? made('h4', {}, day) : heading ? made('h3', {dir: 'auto'}, oneLine(heading)) : made('hr')) }
  }
  return root;
}

// To the clipboard as the browser has it; where it has none from disk, by the old way; where that fails, by hand.
const FORMS = {markdown: () => ({'text/plain': markdown()}), slack: () => ({'text/plain': slack()}), rich: () => { const made = rich();
  return {'text/html': made.outerHTML, 'text/plain': markdown()} }};
async function copy(form) {
  leave();
  const given = FORMS[form](), items = Object.entries(given).map(([type, text]) => [type, new Blob([text], {type})]);
  let way = '';
  try { await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(items))]) }
  catch { if (!oldWay(given)) { byHand(given['text/plain']); way = ': take it from the field' } }
  say(`copied ${about()[0]}${way}`);
}
function oldWay(given) {
  const fill = event => { event.preventDefault(); for (const [type, text] of Object.entries(given)) event.clipboardData.setData(type, text) };
  document.addEventListener('copy', fill, {once: true});
  try { return document.execCommand('copy') } catch { return false } finally { document.removeEventListener('copy', fill) }
}
function byHand(text) {
  const area = made('textarea', {readonly: '', rows: 20, 'aria-label': 'to copy'}), box = made('dialog', {class: 'by-hand'}, area);
  area.value = text; box.onclose = () => box.remove();
  f.parentElement.append(box); box.showModal(); area.select();
}
for (const form of Object.keys(FORMS)) f[form].onclick = () => copy(form);

// What is shown first: what was there when the page was left.
set(earlier());
for (const line of new Set(Object.values(choices).flatMap(each => [...each.keys()]))) written(line);
if (told() !== saved) bar.querySelector('.notice').hidden = false;
bar.querySelector('.notice button').onclick = () => { change([...none(), ...read(given)]); bar.querySelector('.notice').hidden = true };
bar.hidden = false; counted(); f.oninput();
if (found(location.hash)) go(found(location.hash));
