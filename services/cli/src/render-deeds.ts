import type { ExceptionWithHistory } from './answers.js'
import { momentOf, tableOf } from './render.js'

/** What people did, oldest first. */
export const deedsTable = (history: ExceptionWithHistory['history'], columns: number): string =>
  tableOf(
    ['when (UTC)', 'who', 'did', 'what'],
    history.map(({ at, who, action, after }) => [momentOf(at), who, action, Object.values(after).join(' ')]),
    columns,
  )
