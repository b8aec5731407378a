import { describe, expect, it } from 'vitest'
import { CannotRun, Refused } from '../errors.js'
import { byId, type Seek } from './by-id.js'

const ids = ['abcdef01', 'abcdef02', 'abcd1234']
const none = new Refused('No such.', { status: 404 })
const use = async (id: string) => (ids.includes(id) ? id : Promise.reject(none))

/** One to a page. */
const seek: Seek = async ({ cursor = '0' }) => {
  const at = Number(cursor)
  return { ids: ids.slice(at, at + 1), next: at + 1 < ids.length ? String(at + 1) : undefined }
}

describe('an id', () => {
  it('is used as it is, and nothing looked for', async () => {
    expect(await byId('abcdef01', () => Promise.reject(new Error('nobody asked for this')), use)).toBe('abcdef01')
  })

  it('is known by its beginning, on whichever page', async () => {
    expect(await byId('abcd12', seek, use)).toBe('abcd1234')
  })

  it('is not guessed where several begin so, and it is said how many', async () => {
    await expect(byId('abcdef', seek, use)).rejects.toThrow(new CannotRun('2 ids begin with abcdef. Give more of it.'))
  })

  it.each(['abcd1', 'nobody', 'abcd1234'.padEnd(32, '0')])(
    '%s is nothing where none is so or begins so',
    async (id) => {
      await expect(byId(id, seek, use)).rejects.toBe(none)
    },
  )

  it('is looked for only where it was not found', async () => {
    const busy = new CannotRun('away')
    await expect(byId('abcd12', seek, () => Promise.reject(busy))).rejects.toBe(busy)
  })
})
