import Table from 'cli-table3'

type Cell = string | number

/** A table for people, without frames, as wide as the terminal. */
export const tableOf = (head: readonly string[], rows: readonly (readonly Cell[])[], columns: number): string => {
  const widths = widthsOf([head, ...rows], columns)
  const table = new Table({
    head: [...head],
    colWidths: [...widths],
    wordWrap: true,
    chars: noFrames,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
  })
  table.push(...rows.map((row) => row.map((cell, at) => wrapped(String(cell), widths[at] ?? 0))))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/** Between words, unless one of them is longer than its column, as addresses are. */
const wrapped = (content: string, width: number) => {
  const hasRoom = content.split(/\s/).every((word) => word.length + gap <= width)
  return { content, wrapOnWordBoundary: hasRoom }
}

const gap = 2
const least = 12

const sides = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
const lines = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle']
const noFrames = Object.fromEntries([...sides, ...lines].map((place) => [place, '']))

/** As wide as its longest word or line wants, and the widest columns share what is left of the terminal. */
const widthsOf = (rows: readonly (readonly Cell[])[], columns: number): readonly number[] => {
  const wanted = (rows[0] ?? []).map((_, at) => gap + Math.max(...rows.map((row) => String(row[at] ?? '').length)))
  const widths = [...wanted]
  while (sum(widths) > columns && Math.max(...widths) > least) {
    const widest = widths.indexOf(Math.max(...widths))
    widths[widest] = Math.max(least, (widths[widest] ?? least) - 1)
  }
  return widths
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
