import Table from 'cli-table3'

export type Cell = string | number

/** More, and a line of the table is read as a column of words. */
const mostLines = 6

/** A table for people, without frames, as wide as the terminal; where that is too narrow for it, a sheet of each row. */
export const tableOf = (head: readonly string[], rows: readonly (readonly Cell[])[], columns: number): string => {
  const widths = widthsOf([head, ...rows], columns)
  if (widths !== undefined && isReadable(rows, widths)) return drawn([head, ...rows], widths)
  return rows.map((row) => sheetOf(pairsOf(head, row), columns)).join('\n\n')
}

const isReadable = (rows: readonly (readonly Cell[])[], widths: readonly number[]): boolean =>
  rows.every((row) => row.every((cell, at) => String(cell).length <= mostLines * ((widths[at] ?? 0) - gap)))

type Pair = readonly [label: string, value: Cell]

/** One thing whole: each line a label and its value. */
export const sheetOf = (pairs: readonly Pair[], columns: number): string => {
  const least = leastWidths(pairs)
  return drawn(pairs, widthsOf(pairs, columns) ?? least)
}

const pairsOf = (head: readonly string[], row: readonly Cell[]): readonly Pair[] =>
  row.flatMap((cell, at): readonly Pair[] => (cell === '' ? [] : [[head[at] ?? '', cell]]))

/** An instant to the second; the label beside it says that it is UTC. */
export const momentOf = (instant: string): string => instant.replace(/^([\d-]{10})T([\d:]{8})(\.\d+)?Z$/, '$1 $2')

const gap = 2

const drawn = (rows: readonly (readonly Cell[])[], widths: readonly number[]): string => {
  const table = new Table({
    colWidths: [...widths],
    wordWrap: true,
    chars: noFrames,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
  })
  table.push(...rows.map((row) => row.map(String)))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

const sides = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
const lines = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle']
const noFrames = Object.fromEntries([...sides, ...lines].map((place) => [place, '']))

/** The widest columns share what is left of the terminal; undefined where their longest words do not fit into it. */
const widthsOf = (rows: readonly (readonly Cell[])[], columns: number): readonly number[] | undefined => {
  const least = leastWidths(rows)
  if (sum(least) > columns) return undefined
  const widths = [...columnsOf(rows).map((cells) => gap + longest(cells))]
  while (sum(widths) > columns) {
    const room = Math.max(...widths.filter((width, at) => width > (least[at] ?? 0)))
    const widest = widths.findIndex((width, at) => width === room && width > (least[at] ?? 0))
    widths[widest] = room - 1
  }
  return widths
}

/** As wide as its longest word; the first column, which names what the line is about, is never wrapped. */
const leastWidths = (rows: readonly (readonly Cell[])[]): readonly number[] =>
  columnsOf(rows).map((cells, at) => gap + longest(at === 0 ? cells : cells.flatMap((cell) => cell.split(/\s/))))

const columnsOf = (rows: readonly (readonly Cell[])[]): readonly (readonly string[])[] =>
  (rows[0] ?? []).map((_, at) => rows.map((row) => String(row[at] ?? '')))

const longest = (texts: readonly string[]): number => texts.reduce((most, { length }) => Math.max(most, length), 0)
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
