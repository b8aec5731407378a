import { randomUUID } from 'node:crypto'
import { contactImport } from './contact-import.js'
import { insightImport } from './insight-import.js'
import type { Store } from './store.js'
import type { ImportJob } from './world.js'

/** Imports that may be running at once (importcontacts and importinsightdata on developer.dotdigital.com). */
export const slots: Readonly<Record<ImportJob['kind'], number>> = { contacts: 25, insight: 5 }

export interface Imports {
  /** The id of a new import, or undefined while all slots are taken. */
  accept(kind: ImportJob['kind'], body: unknown): string | undefined
  find(kind: ImportJob['kind'], id: string): ImportJob | undefined
  /** Runs whatever is due by the sandbox's clock; called before each request, so nobody sees it late. */
  readonly settle: () => void
}

export const openImports = (store: Store, importMs: number): Imports => {
  const running = () => [...store.state.imports.values()].filter(({ report }) => report === undefined)
  return {
    accept: (kind, body) => {
      if (running().filter((job) => job.kind === kind).length >= slots[kind]) return undefined
      const acceptedAt = store.now()
      const dueAt = new Date(acceptedAt.getTime() + importMs)
      const job: ImportJob = {
        id: randomUUID(),
        kind,
        acceptedAt: acceptedAt.toISOString(),
        dueAt: dueAt.toISOString(),
        body,
      }
      store.record({ fact: 'import', job })
      return job.id
    },
    find: (kind, id) => {
      const job = store.state.imports.get(id)
      return job?.kind === kind ? job : undefined
    },
    settle: () => {
      const now = store.now().toISOString()
      for (const job of running()) if (job.dueAt <= now) run(store, job)
    },
  }
}

/** Effects and report are one journal line, so an import is never half done. */
const run = (store: Store, job: ImportJob): void => {
  const report = job.kind === 'contacts' ? contactImport(store, job) : insightImport(store, job)
  store.record({ fact: 'import', job: { ...job, body: undefined, report } })
  store.flush()
}
