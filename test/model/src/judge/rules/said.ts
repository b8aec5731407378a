/** Every value under a name in what was sent, however deep. */
export const saidIn = (value: unknown, name: string): readonly unknown[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, each]: readonly [string, unknown]) =>
        key === name ? [each, ...saidIn(each, name)] : saidIn(each, name),
      )
