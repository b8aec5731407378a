import { expect, it } from 'vitest'
import { parseCsv } from './csv.js'

it('reads quoted cells, both line ends, a byte order mark and a missing last break', () => {
  expect(parseCsv('\uFEFFId,Email,Reason\r\n1,"a ""b"", c",\n2,,x')).toEqual([
    ['Id', 'Email', 'Reason'],
    ['1', 'a "b", c', ''],
    ['2', '', 'x'],
  ])
})

it('finds no rows in nothing', () => {
  expect(parseCsv('')).toEqual([])
})
