import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fileJournal } from './journal.js'

vi.mock('node:fs', async (importOriginal) => ({ ...(await importOriginal<typeof fs>()) }))

let directory: string
let path: string

beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), 'journal-'))
  path = join(directory, 'journal.jsonl')
})

afterEach(() => {
  vi.restoreAllMocks()
  fs.rmSync(directory, { recursive: true })
})

const written = (...entries: readonly unknown[]): void => {
  const journal = fileJournal(path)
  for (const entry of entries) journal.append(entry)
  journal.close()
}

const read = (): readonly unknown[] => {
  const journal = fileJournal(path)
  journal.close()
  return journal.entries
}

describe('a journal in a file', () => {
  it('is read line by line, as no text can be as long as a journal that ran for weeks', () => {
    const entries = Array.from({ length: 100 }, (_, index) => ({ index, text: 'é€😀'.repeat(index) }))
    written(...entries)
    const longest = 5000
    vi.spyOn(Buffer.prototype, 'toString').mockImplementation(function (this: Buffer) {
      if (this.length > longest) throw new Error('Cannot create a string longer than that')
      return new TextDecoder().decode(this)
    })

    expect(read()).toEqual(entries)
    expect(fs.statSync(path).size).toBeGreaterThan(longest)
  })

  it('is read whole although characters lie across the borders of what is read at once', () => {
    const text = 'é€😀'.repeat(100_000)
    for (const shift of ['', 'a', 'ab', 'abc']) written([shift, text])

    expect(read()).toEqual(['', 'a', 'ab', 'abc'].map((shift) => [shift, text]))
  })

  it('drops a last line that was torn', () => {
    written({ whole: true })
    fs.appendFileSync(path, '{"torn":"é')
    written({ later: true })

    expect(read()).toEqual([{ whole: true }, { later: true }])
  })

  it('leaves nothing of an entry that could not be written whole', () => {
    const journal = fileJournal(path)
    const write = fs.writeSync as (file: number, bytes: Uint8Array, from: number, length: number) => number
    const half = (file: number, bytes: Uint8Array) => write(file, bytes, 0, 5)
    const full = () => {
      throw new Error('the disk is full')
    }
    vi.spyOn(fs, 'writeSync')
      .mockImplementationOnce(half as never)
      .mockImplementationOnce(full)

    expect(() => journal.append({ name: 'one' })).toThrow('the disk is full')
    journal.append({ name: 'two' })
    journal.close()

    expect(read()).toEqual([{ name: 'two' }])
  })
})
