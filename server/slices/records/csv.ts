/**
 * Tables as RFC 4180: comma, CRLF, quotes where needed. A spreadsheet takes a cell that begins with one of these for a
 * formula and would run what a stranger wrote into a note (OWASP, CSV injection): such a cell gets an apostrophe first,
 * which spreadsheets read as "this is text". Numbers of ours, which may begin with a minus, are left alone.
 */
const formula = /^[\s\u00a0]*[=+\-@\t\r|%]/
/**
 * Where a cell begins for a spreadsheet that cuts lines elsewhere: where decimals have commas, Excel cuts at semicolons,
 * and knows quotes only at the beginning of a cell. What follows is then a formula in a cell of its own.
 */
const hiddenFormula = /([;\t\r\n]\s*["']?\s*)(?=[=+\-@|%\uff1d\uff0b\uff0d\uff20])/g

export type Cell = string | null | { number: string }

export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(cell).join(',')}\r\n`
}

function cell(value: Cell): string {
  if (value === null) return ''
  if (typeof value !== 'string') return value.number
  const cut = value.replaceAll(hiddenFormula, "$1'")
  const safe = formula.test(value.normalize('NFKC')) ? `'${cut}` : cut
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** U+FEFF at the beginning says UTF-8 to Excel. */
export const byteOrderMark = '\ufeff'
