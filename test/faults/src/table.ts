export type Row = readonly (string | number)[]

/** A table of Markdown. */
export const table = (head: readonly string[], rows: readonly Row[]): readonly string[] => [
  line(head),
  line(head.map(() => '---')),
  ...rows.map(line),
]

const line = (cells: Row): string => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
