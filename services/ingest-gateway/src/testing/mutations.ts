import { gzipSync } from 'node:zlib'
import fc from 'fast-check'

/** Values that somebody, some day, sends where another is expected. */
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    ' ',
    0,
    -1,
    1e308,
    [],
    {},
    [[]],
    '\0',
    '\ud800',
    '😀',
    '__proto__',
    'constructor',
  ),
  fc.constantFrom<unknown>(
    'x'.repeat(3_000),
    '+275760-09-13T00:00:00Z',
    '9999-12-31T23:59:59Z',
    "'; drop table records",
    '1e5',
  ),
  fc.constantFrom<unknown>(
    { id: 'O1', type: 'UPDATE', details: {} },
    { payload: [] },
    { data: [null] },
    { orders: [[]] },
  ),
  fc.integer(),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.jsonValue({ maxDepth: 3 }),
)

interface Change {
  readonly at: number
  /** Among the names of things only, which go furthest. */
  readonly isAtName: boolean
  readonly how: 'replace' | 'remove' | 'rename' | 'wrap' | 'repeat'
  readonly value: unknown
}

const poison = fc.constantFrom('\0', 'NUL \0', '\ud800', 'half \udfff', 'x'.repeat(3_000), "'; drop table records")

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(2_000),
  isAtName: fc.boolean(),
  how: fc.constantFrom('replace', 'replace', 'remove', 'rename', 'wrap', 'repeat'),
  value: fc.oneof(oddValue, poison),
})

type Holder = Record<string, unknown>

/** Every place in a value, as its holder and the name under which it stands there. */
const placesIn = (value: unknown): readonly (readonly [Holder, string])[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.keys(value).flatMap((name) => [[value as Holder, name] as const, ...placesIn((value as Holder)[name])])

const isName = ([, name]: readonly [Holder, string]): boolean => /id$|email/i.test(name)

const changed = (root: unknown, { at, isAtName, how, value }: Change): unknown => {
  const copy: Holder = { whole: structuredClone(root) }
  const places = placesIn(copy).filter((place) => !isAtName || isName(place))
  const [holder, name] = places[at % places.length] ?? ([copy, 'whole'] as const)
  const old = holder[name]
  if (how === 'replace') holder[name] = value
  if (how === 'remove') Reflect.deleteProperty(holder, name)
  if (how === 'rename') Object.defineProperty(holder, '__proto__', { value: old, enumerable: true })
  if (how === 'wrap') holder[name] = [old]
  if (how === 'repeat') holder[name] = [old, value, old]
  return copy['whole']
}

/** The JSON of one of these values, with a few of its parts changed. */
export const spoiltJson = (samples: readonly unknown[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 4 }))
    .map(([sample, changes]) =>
      JSON.stringify({ sample: changes.reduce(changed, sample) }).slice('{"sample":'.length, -1),
    )

const spoil: fc.Arbitrary<(text: string) => Buffer> = fc.oneof(
  { weight: 8, arbitrary: fc.constant((text: string) => Buffer.from(text)) },
  fc.nat(10_000).map((length) => (text: string) => Buffer.from(text).subarray(0, length)),
  fc.array(fc.tuple(fc.nat(5_000), fc.nat(255)), { minLength: 1, maxLength: 4 }).map((bytes) => (text: string) => {
    const whole = Buffer.from(text)
    bytes.forEach(([at, byte]) => whole.length > 0 && whole.writeUInt8(byte, at % whole.length))
    return whole
  }),
  fc.constantFrom<(text: string) => Buffer>(
    (text) => Buffer.from(`\ufeff${text}`),
    (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
    (text) => Buffer.from(text, 'latin1'),
    (text) => Buffer.from('['.repeat(20_000) + text),
    (text) => Buffer.from('{"a":'.repeat(60) + text + '}'.repeat(60)),
    (text) => Buffer.from(`{"a":${text},"a":1}`),
    (text) => Buffer.from(`[${text},${'7,'.repeat(400)}null]`),
    (text) => Buffer.from(text + text),
  ),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => () => Buffer.from(bytes)),
)

export interface SpoiltBody {
  readonly bytes: Buffer
  readonly encoding: string | undefined
}

/** Such a text as bytes that may be cut, changed, nested or compressed. */
export const spoiltBody = (samples: readonly unknown[]): fc.Arbitrary<SpoiltBody> =>
  fc
    .tuple(
      spoiltJson(samples),
      spoil,
      fc.constantFrom(...plainly, 'gzip', 'gzip', 'gzip', 'cut gzip', 'false gzip', 'bomb', 'br'),
    )
    .map(([text, spoiling, how]): SpoiltBody => {
      const bytes = spoiling(text)
      if (how === 'none') return { bytes, encoding: undefined }
      if (how === 'gzip') return { bytes: gzipSync(bytes), encoding: 'gzip' }
      if (how === 'cut gzip') return { bytes: gzipSync(bytes).subarray(0, 20), encoding: 'gzip' }
      if (how === 'bomb') return { bytes: bomb, encoding: 'gzip' }
      return { bytes, encoding: how === 'br' ? 'br' : 'gzip' }
    })

const plainly = Array.from({ length: 12 }, () => 'none' as const)

/** Sixty-four megabytes of nothing. */
const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '))
