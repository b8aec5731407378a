import { describe, expect, it } from 'vitest'
import { learn, wireSchema, type Schema } from './schema.js'

const after = (...records: readonly Record<string, unknown>[]): Schema =>
  records.reduce<Schema>((schema, record) => {
    const learned = learn(schema, record)
    return 'schema' in learned ? learned.schema : schema
  }, {})

const refusedBy = (schema: Schema, record: Record<string, unknown>): string | undefined => {
  const learned = learn(schema, record)
  return 'complaint' in learned ? learned.complaint.failureReason : undefined
}

describe('learn', () => {
  it.each([
    [{ a: 1 }, { a: '1' }],
    [{ a: '1' }, { a: 1 }],
    [{ a: true }, { a: 'true' }],
    [{ a: {} }, { a: [] }],
    [{ a: [] }, { a: {} }],
    [{ a: [1] }, { a: ['1'] }],
    [{ a: [{ b: 1 }] }, { a: [{ b: 'x' }] }],
    [{ a: { b: 1 } }, { a: { b: {} } }],
    [{ a: '2026-11-20T12:00:00Z' }, { a: 'soon' }],
  ])('locks the types of %j against %j', (first, second) => {
    expect(refusedBy(after(first), second)).toBe('JsonValueIncompatibleWithSchema')
  })

  it.each([
    [{ a: 1 }, { a: null }],
    [{ a: null }, { a: 'x' }],
    [{ a: [] }, { a: [{ b: 1 }] }],
    [{ a: 1 }, { b: 'x' }],
    [{ a: 'soon' }, { a: '2026-11-20T12:00:00Z' }],
  ])('lets %j be followed by %j', (first, second) => {
    expect(refusedBy(after(first), second)).toBeUndefined()
  })

  it('refuses names', () => {
    expect(refusedBy({}, { 'a b': 1 })).toBe('JsonKeyInvalidCharacters')
    expect(refusedBy(after({ 'a-b': 1 }), { a_b: 1 })).toBe('JsonContainsDashUnderscoreClash')
    expect(refusedBy({}, { ['x'.repeat(256)]: 1 })).toBe('JsonKeyTooLong')
  })

  it('learns nothing from a record it refuses', () => {
    expect(Object.keys(after({ a: 1 }, { b: 1, a: 'x' }))).toEqual(['a'])
  })

  it('prints what it learned as Dotdigital does', () => {
    expect(wireSchema(after({ total: 1, lines: [{ sku: 'a' }] }))).toEqual([
      { name: 'total', type: 'FLOAT', fields: [] },
      { name: 'lines', mode: 'REPEATED', type: 'RECORD', fields: [{ name: 'sku', type: 'STRING', fields: [] }] },
    ])
  })
})
