// The co_await rule: a statement that holds co_await holds names, calls and literals only. GCC 12 destroys a capturing lambda
// or a braced temporary twice when one expression holds it together with co_await; named on the line before, both are safe.
//
// The text is cut into statements. A `{` opens either a block (function, if, class, …), which ends the statement before
// it, or it belongs to an expression. A lambda's body has statements of its own: a co_await in there is not its owner's.

import { code_only, line_of } from './source.mjs';

const token = /[A-Za-z_]\w*|::|->|&&|\|\||\d[\w.']*|[^\s\w]/g;
const before_a_block = new Set([')', 'else', 'do', 'try', 'const', 'noexcept', 'override', 'final', 'mutable', '}']);
const heads_a_block = new Set(['namespace', 'struct', 'class', 'union', 'enum', 'extern', 'inline', 'template', 'typedef']);
const labels = new Set(['public', 'private', 'protected', 'case', 'default']);
const before_a_value = new Set(['return', 'co_return', 'co_await', 'co_yield', 'throw', 'case', 'else', 'do', 'and', 'or', 'not']);

class reader {
  constructor(code) {
    this.tokens = [...code.matchAll(token)].map((m) => ({ text: m[0], index: m.index }));
    this.at = 0;
    this.faults = [];  // [{ index, what }]
  }

  read_all() {
    while (this.at < this.tokens.length) this.block();
    return this.faults;
  }

  look(ahead = 0) {
    return this.tokens[this.at + ahead]?.text ?? '';
  }

  // Statements up to the `}` that closes this block, or to the end.
  block() {
    while (this.at < this.tokens.length && this.look() !== '}') this.statement();
    this.at++;
  }

  // Up to the statement's `;`, its label's `:`, or through the block that it heads.
  statement() {
    const seen = { words: [], awaits: undefined, brace: false, capture: false, lambda: false };
    while (this.at < this.tokens.length && this.look() !== '}') {
      const text = this.look();
      if (text === '{' && !seen.lambda && heads_block(seen.words)) {
        this.at++;
        this.block();
        break;
      }
      this.part(seen);
      seen.words.push(closing[text] ?? text);
      if (text === ';' || (text === ':' && labels.has(seen.words[0]))) break;
    }
    if (seen.awaits === undefined) return;
    if (seen.capture) this.faults.push({ index: seen.awaits, what: 'a lambda with captures' });
    if (seen.brace) this.faults.push({ index: seen.awaits, what: 'a brace' });
  }

  // One token of an expression, or all from an opening bracket to its closing one.
  part(seen) {
    const text = this.look();
    if (text === 'co_await') seen.awaits ??= this.tokens[this.at].index;
    if (text === '[' && this.is_lambda()) {
      seen.lambda = true;
      seen.capture ||= this.look(1) !== ']';
    }
    if (text === '{') seen.brace = true;
    this.at++;
    if (text === '{' && seen.lambda) {
      seen.lambda = false;
      this.block();
    } else if (closing[text]) {
      this.inside(seen, closing[text]);
    }
  }

  inside(seen, closer) {
    const lambda_outside = seen.lambda;
    seen.lambda = false;
    while (this.at < this.tokens.length && this.look() !== closer) this.part(seen);
    seen.lambda = lambda_outside;
    this.at++;
  }

  // `[` begins a lambda unless it subscripts a value, binds names after auto, or is an attribute.
  is_lambda() {
    const back = this.look(-1);
    const attribute = this.look(1) === '[' || back === '[';
    const binding = back === 'auto' || (/^&&?$/.test(back) && ['auto', 'const'].includes(this.look(-2)));
    const subscript = /^[\w\])]/.test(back) && !before_a_value.has(back);
    return !attribute && !binding && !subscript;
  }
}

const closing = { '(': ')', '[': ']', '{': '}' };

// Whether a `{` after these words of a statement opens a block, and not a braced value.
function heads_block(words) {
  if (words.length === 0 || before_a_block.has(words.at(-1)) || heads_a_block.has(words[0])) return true;
  // A function with a trailing return type: `auto f(…) -> awaitable<void> {`.
  const arrow = words.lastIndexOf('->');
  return arrow > 0 && before_a_block.has(words[arrow - 1]) && !words.some((word) => word === '=' || before_a_value.has(word));
}

// files: [{ path, text }]
export function coroutine_faults(files) {
  return files.flatMap(({ path, text }) => {
    const code = code_only(text);
    if (!code.includes('co_await')) return [];
    return new reader(code).read_all().map(({ index, what }) =>
      `${path}:${line_of(code, index)}: a statement with co_await holds ${what}: name it on the line before`);
  });
}
