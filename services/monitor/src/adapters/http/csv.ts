/** What spreadsheets take for a formula, after spaces too, in plain and in wide letters. */
const formula = /^\s*[=+\-@\t\r＝＋－＠]/

const cell = (value: string | null): string => {
  const text = value ?? ''
  return `"${(formula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}

/** One line as RFC 4180 has it, every cell quoted; what a spreadsheet would run begins with an apostrophe. */
export const csvLine = (values: readonly (string | null)[]): string => `${values.map(cell).join(',')}\r\n`

/** The first line; by the mark before it spreadsheets know that what follows is UTF-8. */
export const csvHead = (names: readonly string[]): string => `\uFEFF${csvLine(names)}`
