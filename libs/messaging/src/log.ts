/** Where log lines go; fields are ids, codes and counts, never data. */
export interface Log {
  info(event: string, fields: Record<string, unknown>): void
  error(event: string, fields: Record<string, unknown>): void
}
