import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SealBroken, SealKeyMissing } from './errors.js'
import { createVault, type KeyRing } from './vault.js'

const key = (id: string, fill: number) => ({ id, secret: Buffer.alloc(32, fill) })
const ring = (...keys: KeyRing['keys']): KeyRing => ({ keys, hashSecret: Buffer.alloc(32, 99) })
const vault = createVault(ring(key('k1', 1)))

/** The same sealed text with one byte changed, or cut. */
const tampered = (sealed: string, change: (bytes: Buffer) => Buffer): string => {
  const dot = sealed.indexOf('.') + 1
  return sealed.slice(0, dot) + change(Buffer.from(sealed.slice(dot), 'base64url')).toString('base64url')
}
const flip = (at: number) => (bytes: Buffer) => {
  const changed = Buffer.from(bytes)
  changed.writeUInt8((changed[at % changed.length] ?? 0) ^ 1, at % changed.length)
  return changed
}

describe('sealing', () => {
  it('gives back what was sealed, under the ring and under a data key', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { key: dataKey } = vault.newDataKey()
        const wide = `${text} – Zoë 📦`
        expect(vault.open(vault.seal(wide))).toBe(wide)
        expect(vault.open(vault.seal(text, dataKey), dataKey)).toBe(text)
      }),
      { examples: [['']] },
    )
  })

  it('never shows the text, and never looks the same twice', () => {
    const sealed = vault.seal('sue@example.org')

    expect(Buffer.from(sealed.split('.')[1] ?? '', 'base64url').toString('latin1')).not.toContain('sue')
    expect(vault.seal('sue@example.org')).not.toBe(sealed)
  })

  it('breaks where any byte was changed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.nat(1_000), (text, at) => {
        const { key: dataKey } = vault.newDataKey()
        expect(() => vault.open(tampered(vault.seal(text), flip(at)))).toThrow(SealBroken)
        expect(() => vault.open(tampered(vault.seal(text, dataKey), flip(at)), dataKey)).toThrow(SealBroken)
      }),
    )
  })

  it('breaks where it was cut short, even down to a tag that could be guessed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.nat(100), (text, length) => {
        const sealed = vault.seal(text)
        const bytes = Buffer.from(sealed.slice(3), 'base64url')
        fc.pre(length < bytes.length)
        expect(() => vault.open(`k1.${bytes.subarray(0, length).toString('base64url')}`)).toThrow(SealBroken)
      }),
    )
    const { key: dataKey } = vault.newDataKey()
    const guesses = Array.from({ length: 300 }, () => randomBytes(4).toString('base64url'))
    for (const guess of guesses) expect(() => vault.open(guess, dataKey)).toThrow(SealBroken)
    expect(() => vault.open(guesses[0] ?? '', dataKey)).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ message: expect.stringMatching(/tag length/i) }) }),
    )
  })

  it('does not open with another key, or as something else than it is', () => {
    const { key: dataKey } = vault.newDataKey()
    const stranger = createVault(ring(key('k1', 7)))

    expect(() => vault.open(vault.seal('text', dataKey), vault.newDataKey().key)).toThrow(SealBroken)
    expect(() => stranger.open(vault.seal('text'))).toThrow(SealBroken)
    expect(() => vault.open(vault.seal('text', dataKey))).toThrow(SealBroken)
  })

  it.each(['sue.smith@example.org', '{"email":"sue@example.org"}', 'sue', '', 'nobody.AAAA'])(
    'names no content where it is given what was never sealed: %j',
    (text) => {
      const open = () => vault.open(text)

      expect(open).toThrow(SealBroken)
      expect(open).not.toThrow(/sue/)
    },
  )
})

describe('the key ring', () => {
  const before = createVault(ring(key('k1', 1)))
  const after = createVault(ring(key('k2', 2), key('k1', 1)))

  it('seals with its newest key, and opens what older ones sealed', () => {
    const { key: dataKey, wrapped } = before.newDataKey()

    expect(after.open(before.seal('text'))).toBe('text')
    expect(after.unwrap(wrapped)).toEqual(dataKey)
    expect(after.seal('text')).toMatch(/^k2\./)
    expect(after.newDataKey().wrapped).toMatch(/^k2\./)
  })

  it('names its keys, newest first, as what it sealed begins', () => {
    expect(after.keyIds).toEqual(['k2', 'k1'])
    expect(after.seal('text').split('.')[0]).toBe('k2')
  })

  it('cannot open what was sealed with a key that is gone, and says which', () => {
    const alone = createVault(ring(key('k2', 2)))

    expect(() => alone.open(before.seal('text'))).toThrow(/key k1 is not in the ring of this replica.*CONCORD_KEYS/)
    expect(() => before.open(after.seal('text'))).toThrow(SealKeyMissing)
    const changed = tampered(before.newDataKey().wrapped, flip(20))
    expect(() => before.unwrap(changed)).toThrow(expect.objectContaining({ name: 'SealBroken' }))
  })

  it('is refused empty', () => {
    expect(() => createVault(ring())).toThrow(SealBroken)
  })
})

describe('data keys', () => {
  it('are made anew for everybody, and come back from how they are stored', () => {
    const [one, other] = [vault.newDataKey(), vault.newDataKey()]

    expect(one.key).toHaveLength(32)
    expect(one.key).not.toEqual(other.key)
    expect(vault.unwrap(one.wrapped)).toEqual(one.key)
  })

  it('are the only way to what they sealed: without one it is erased', () => {
    const { key: dataKey, wrapped } = vault.newDataKey()
    const sealed = vault.seal('sue@example.org', dataKey)
    const destroyed = ''

    expect(vault.open(sealed, vault.unwrap(wrapped))).toBe('sue@example.org')
    expect(() => vault.unwrap(destroyed)).toThrow(SealBroken)
    expect(() => vault.open(sealed)).toThrow(SealBroken)
  })
})

describe('hash', () => {
  it('is the same for the same text, whatever key seals', () => {
    const rotated = createVault(ring(key('k2', 2), key('k1', 1)))

    expect(vault.hash('email sue@example.org')).toBe('4cce9cad2e2605c94b0890929e11ac8e')
    expect(rotated.hash('email sue@example.org')).toBe(vault.hash('email sue@example.org'))
  })

  it('is another one under another hash key, and for another text', () => {
    const elsewhere = createVault({ ...ring(key('k1', 1)), hashSecret: Buffer.alloc(32, 98) })

    expect(elsewhere.hash('email sue@example.org')).not.toBe(vault.hash('email sue@example.org'))
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        fc.pre(one !== other)
        expect(vault.hash(one)).toMatch(/^[0-9a-f]{32}$/)
        expect(vault.hash(one)).not.toBe(vault.hash(other))
      }),
    )
  })
})
