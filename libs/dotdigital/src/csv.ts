/** Rows of cells from RFC 4180 text: quoted cells may hold commas, breaks and doubled quotes. A byte order mark is dropped. */
export const parseCsv = (text: string): readonly (readonly string[])[] => {
  const cells = text.replace(/^\uFEFF/, '').matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)
  const rows: string[][] = []
  let row: string[] = []
  for (const [, quoted, plain, end] of cells) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows.filter((cells) => cells.some((cell) => cell !== ''))
}
