import type { Route } from './reply.js'

/** Statuses of success by operation: as the written documents say, and as the generated one does. */
const differing: Readonly<Record<string, readonly [documented: number, generated: number]>> = {
  'post /v2/address-books': [200, 201],
  'delete /v2/address-books/{id}': [204, 200],
  'post /v2/accounts/empty-recycle-bin': [202, 200],
}

/** What the generated document has instead of the status the written ones have. */
export const generatedStatus = ({ method, path }: Route, status: number): number => {
  const [documented, generated] = differing[`${method} ${path}`] ?? []
  return status === documented && generated !== undefined ? generated : status
}
