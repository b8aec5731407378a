import diff from 'microdiff'

export interface Difference {
  /** A JSON pointer, like `/contacts/0/status`. */
  readonly at: string
  /** `missing`: expected and not there; `unexpected`: there and not expected. */
  readonly kind: 'missing' | 'unexpected' | 'different'
  readonly expected?: unknown
  readonly actual?: unknown
}

/**
 * Where `actual` is not as expected.
 *
 * @param isExact false: what the expectation does not name is left alone
 */
export const differences = (expected: unknown, actual: unknown, isExact: boolean): readonly Difference[] =>
  diff({ whole: expected }, { whole: actual })
    .filter(({ type }) => isExact || type !== 'CREATE')
    .map((found) => ({ at: pointer(found.path.slice(1)), ...told(found) }))

const told = (found: ReturnType<typeof diff>[number]): Omit<Difference, 'at'> => {
  switch (found.type) {
    case 'CREATE':
      return { kind: 'unexpected', actual: found.value as unknown }
    case 'REMOVE':
      return { kind: 'missing', expected: found.oldValue as unknown }
    case 'CHANGE':
      return { kind: 'different', expected: found.oldValue as unknown, actual: found.value as unknown }
  }
}

const pointer = (path: readonly (string | number)[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
