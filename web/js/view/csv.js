// CSV in and out (RFC 4180), as spreadsheets write it: with a byte order mark, with commas or semicolons.

/** @param {readonly (readonly string[])[]} rows */
export function csvText(rows) {
  // A text that a spreadsheet would take for a formula is made a text.
  const field = (/** @type {string} */ text) => { const safe = /^[=+@\t\r]|^-(?![\d.]+$)/.test(text) ? `'${text}` : text; return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe; };
  return `\uFEFF${rows.map((row) => row.map(field).join(',')).join('\r\n')}\r\n`;
}

/** @param {string} text @returns {string[][]} rows without the empty ones */
export function csvRows(text) {
  const body = text.replace(/^\uFEFF/, '');
  const head = body.slice(0, body.search(/[\r\n]|$/));
  const separator = head.includes(',') || !head.includes(';') ? ',' : ';';
  /** @type {string[][]} */
  const rows = [];
  let [row, field, quoted] = [/** @type {string[]} */ ([]), '', false];
  const endField = () => { row.push(field); field = ''; };
  const endRow = () => { endField(); if (row.some((one) => one !== '')) rows.push(row); row = []; };
  for (let index = 0; index < body.length; index += 1) {
    const sign = body[index];
    if (quoted && sign === '"' && body[index + 1] === '"') { field += '"'; index += 1; }
    else if (sign === '"' && (quoted || field === '')) quoted = !quoted;
    else if (quoted) field += sign;
    else if (sign === separator) endField();
    else if (sign === '\n' || sign === '\r') endRow();
    else field += sign;
  }
  if (field !== '' || row.length > 0) endRow();
  return rows;
}
