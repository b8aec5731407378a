import { describe, expect, it } from 'vitest'
import type { Conflict } from './dotdigital-port.js'
import { AccountConflict } from './errors.js'
import { preparing } from './preparation.js'
import { accountRules } from './testing/account.js'

const field: Conflict = { holds: ['contact', 'former'], detail: 'the field is a text' }

/** An account in which these are in the way, look by look; an error is a look that fails. */
const account = (...looks: readonly (readonly Conflict[] | Error)[]) => {
  let looked = 0
  const prepare = preparing({
    account: accountRules,
    platform: {
      prepare: async () => {
        const found = looks[Math.min(looked, looks.length - 1)] ?? []
        looked += 1
        if (found instanceof Error) throw found
        return found
      },
    },
  })
  return { prepare, looked: () => looked }
}

describe('an account', () => {
  it('is prepared once, for every kind of write', async () => {
    const { prepare, looked } = account([])
    for (const kind of ['contact', 'former', 'order', 'seller'] as const) await prepare(kind)
    expect(looked()).toBe(1)
  })

  it('holds back what depends on something in the way, and nothing else', async () => {
    const { prepare, looked } = account([field])
    await expect(prepare('contact')).rejects.toThrow(AccountConflict)
    await expect(prepare('former')).rejects.toThrow('the field is a text')
    await prepare('order')
    await prepare('seller')
    expect(looked()).toBe(2)
  })

  it('is looked at again by whoever it holds back, and goes on without a restart', async () => {
    const { prepare, looked } = account([field], [field], [])
    await expect(prepare('contact')).rejects.toThrow(AccountConflict)
    await expect(prepare('contact')).rejects.toThrow(AccountConflict)
    await prepare('contact')
    await prepare('contact')
    expect(looked()).toBe(3)
  })

  it('that cannot be prepared now is prepared at the next write', async () => {
    const { prepare } = account(new Error('away'), [])
    await expect(prepare('order')).rejects.toThrow('away')
    await prepare('order')
  })
})
