// Words as Markdown and as a chat's text: whoever wrote one, it stands in code where it would act, has a backslash where
// it would mark, and says in each form what it says here.
const SPAN = '(?<!`)(`+)(?!`).+?(?<!`)\\1(?!`)', SPANS = new RegExp(SPAN, 'gu');
const WORD = new RegExp(`(?:${SPAN}|\\S)+`, 'gu'), PIECE = new RegExp(`${SPAN}|(?:(?!${SPAN}).)+`, 'gsu');
const ACTS_THERE = /<[a-z/!?]|&#?\w+;|@\S|#\d|(?<![a-z0-9])gh-\d|\/\/|mailto:|xmpp:|www\.|\[\^|\]\(|[^\s.]\.\p{L}{2}|`/iu;
const TELLS = /@|\/\/|www|mailto|xmpp|[^\s.]\.\p{L}{2}|`|(?<![\p{L}\p{N}])[*_~]+|[*_~]+(?![\p{L}\p{N}])/iu;
// What cannot be seen is shown by its number, but for what a script or an emoji needs where it stands.
const JOINED = '\\p{sc=Arab}\\p{sc=Syrc}\\p{sc=Mong}\\p{sc=Nkoo}\\p{sc=Adlm}\\p{M}\\p{ExtPict}\\p{EMod}\\ufe0f';
const NEEDED = `[\\n\\t]|\\p{ExtPict}|(?<=\\p{Emoji})\\ufe0f|(?<=[${JOINED}])[\\u200c\\u200d]`;
const UNSEEN = new RegExp(`(${NEEDED})|[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}\\p{DI}]`, 'gu');
const seen = text => text.replace(/\r\n?/g, '\n').replace(UNSEEN, (char, needed) =>
  needed ?? `⟨U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
const oneLine = text => seen(text.replace(/\s+/g, ' ').trim());
// The words in order: those that act in code, but for the signs around them, with the spaces between them; the others
// made plain.
const EDGES = /^(["'“‘(]*)([^`]+?)([.,;:!?"'”’)]*)$/su;
function inert(line, acts, code, plain) {
  const parts = [];
  for (const [word] of line.matchAll(WORD)) {
    const acting = acts(word.replace(SPANS, '')), last = parts.at(-1);
    const [, before, core, after] = (acting && EDGES.exec(word)) || [word, '', word, ''];
    if (acting && last?.acting && !last.after && !before) Object.assign(last, {core: `${last.core} ${core}`, after});
    else parts.push({acting, before, core, after});
  }
  return parts.map(({acting, before, core, after}) => acting ? before + code(core) + after
    : core.replace(PIECE, (piece, fence) => fence ? (code.own || (each => each))(piece) : plain(piece))).join(' ');
}
function inCode(words) {
  const fence = '`'.repeat(1 + Math.max(0, ...(words.match(/`+/g) || []).map(({length}) => length)));
  const pad = /^`|`$/.test(words) ? ' ' : '';
  return fence + pad + words + pad + fence;
}
// `own` is a reference that is our word, at the end in brackets or before what is quoted: it stands as it is.
const OWN = '\ue000';
function inline(text, own = '') {
  let line = oneLine(text);
  const twice = mark => line.split(mark).length > 2, formula = twice('$');
  const at = line.endsWith(`(${own})`) ? line.length - own.length - 1 : line.split('"')[0].indexOf(own);
  if (own && at >= 0 && !line.includes(OWN)) line = line.slice(0, at) + OWN + line.slice(at + own.length);
  return inert(line, word => ACTS_THERE.test(word) || (formula && word.includes('$')), inCode, piece =>
    piece.replace(/\\(?=[!-/:-@[-`{-~]|$)|[*~]|(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu, mark =>
      mark === '\\' || (piece !== mark && twice(mark[0])) ? mark.replace(/./g, '\\$&') : mark)).replace(OWN, () => own || OWN);
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
