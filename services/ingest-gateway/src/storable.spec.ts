import fc from 'fast-check'
import { expect, it } from 'vitest'
import { faultOfId, faultsOfTexts } from './storable.js'

it.each(['O1', 'é', '😀', ' ', 'a:b~c', "'; drop table records", 'x'.repeat(250)])('%j may name a record', (id) => {
  expect(faultOfId(id)).toBeUndefined()
})

it.each(['NUL \0', '\ud800', '\udc00 the wrong way \ud800', 'x'.repeat(251)])('%j may not', (id) => {
  expect(faultOfId(id)).toBeDefined()
})

it('finds each text that cannot be stored, wherever it is, and shows none', () => {
  expect(
    faultsOfTexts({ id: 'a', customer: { id: 'b\0' }, lines: [{ title: '\ud83d' }], fields: { 'c\0': 1 } }),
  ).toEqual([
    'customer.id: holds a NUL or half a character',
    'lines.0.title: holds a NUL or half a character',
    'fields: a name in it holds a NUL or half a character',
  ])
})

it('takes exactly the texts that come back from UTF-8 as they were, without NUL', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', '\0', '\ud800', '\udfff'), (text, spoilt) => {
      const whole = text + spoilt
      const survives = Buffer.from(whole, 'utf8').toString('utf8') === whole && !whole.includes('\0')

      expect(faultsOfTexts(whole).length === 0).toBe(survives)
    }),
  )
})
