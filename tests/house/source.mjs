// Reading C++ well enough for the house rules: comments and literals blanked, #include lines, statements.
// Everything keeps its line number, so that a fault can be found.

const literal_or_comment =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|R"([^\s()\\]{0,16})\([\s\S]*?\)\1"|"(?:\\[\s\S]|[^"\\\n])*"|(?<![0-9a-zA-Z_])(?:u8|[uUL])?'(?:\\[^\n]|[^'\\\n])+'/g;

const blank = (text) => text.replace(/[^\n]/g, ' ');

export function without_comments(text) {
  return text.replace(literal_or_comment, (found) => (found.startsWith('/') ? blank(found) : found));
}

// Only what the compiler acts on: no comment, no literal (a lone `_` stands for it), no preprocessor line.
export function code_only(text) {
  const plain = text.replace(literal_or_comment, (found) =>
    found.startsWith('/') ? blank(found) : '_' + blank(found.slice(1)));
  return plain.replace(/^[ \t]*#(?:\\\n|[^\n])*/gm, blank);
}

export function line_of(text, index) {
  return text.slice(0, index).split('\n').length;
}

// The #include lines of a file: [{ line, path, quoted }].
export function includes(text) {
  const found = without_comments(text).matchAll(/^[ \t]*#[ \t]*include[ \t]*(["<])([^">\n]+)[">]/gm);
  return [...found].map((m) => ({ line: line_of(text, m.index), path: m[2], quoted: m[1] === '"' }));
}
