import { randomUUID } from 'node:crypto'
import { contactDeletion } from '../contacts/contact-deletion.js'
import { contactImport } from '../contacts/contact-import.js'
import { endOf, type ImportRules } from './import-outcomes.js'
import { insightImport } from '../insight/insight-import.js'
import type { Store } from '../memory/store.js'
import { reportOwnError } from '../own-errors.js'
import type { ImportJob } from '../memory/world.js'

export interface Imports {
  /** The id of a new job, or undefined while all slots of its kind are taken. */
  accept(kind: ImportJob['kind'], body: unknown): string | undefined
  find(kind: ImportJob['kind'], id: string): ImportJob | undefined
  /** Runs whatever is due by the sandbox's clock; called before each request, so nobody sees it late. */
  readonly settle: () => void
}

export const openImports = (store: Store, rules: ImportRules): Imports => {
  const running = () => [...store.state.openImports].flatMap((id) => store.state.imports.get(id) ?? [])
  return {
    accept: (kind, body) => {
      if (running().filter((job) => job.kind === kind).length >= slotsOf(store, kind)) return undefined
      const rule = rules.take({ kind, body })
      const acceptedAt = store.now()
      const extraMs = rule?.outcome === 'late' ? rule.extraSeconds * 1000 : 0
      const dueAt = new Date(acceptedAt.getTime() + store.settings.now().importMs + extraMs)
      const dates = { acceptedAt: acceptedAt.toISOString(), dueAt: dueAt.toISOString() }
      const job: ImportJob = { id: randomUUID(), kind, ...dates, body, rule }
      store.record({ fact: 'import', job })
      return job.id
    },
    find: (kind, id) => {
      const job = store.state.imports.get(id)
      const isGone = job?.rule?.outcome === 'vanish' && job.report !== undefined
      return job?.kind === kind && !isGone ? job : undefined
    },
    settle: () => {
      const now = store.now().toISOString()
      for (const job of running()) if (job.dueAt <= now) run(store, job)
    },
  }
}

/** Documented for imports (importcontacts and importinsightdata on developer.dotdigital.com). */
const slotsOf = ({ settings }: Store, kind: ImportJob['kind']): number => {
  const { contactSlots, insightSlots, deleteSlots } = settings.now()
  return { contacts: contactSlots, insight: insightSlots, deletion: deleteSlots }[kind]
}

/** Effects and report are one journal line, so an import is never half done. */
const run = (store: Store, job: ImportJob): void => {
  const end = endOf(job)
  const report = end === undefined ? reportOf(store, job) : { ...idOf(job), status: end }
  store.record({ fact: 'import', job: { ...job, body: undefined, report } })
  store.flush()
}

/** A job that breaks the sandbox fails alone: nobody else waits behind it. */
const reportOf = (store: Store, job: ImportJob): unknown => {
  try {
    return work[job.kind](store, job)
  } catch (failure) {
    reportOwnError(`import ${job.id}`, failure)
    return { ...idOf(job), status: 'Failed' }
  }
}

const work = { contacts: contactImport, insight: insightImport, deletion: contactDeletion }

export const idOf = ({ kind, id }: Pick<ImportJob, 'kind' | 'id'>): { readonly [name: string]: string } =>
  kind === 'deletion' ? { deleteId: id } : { importId: id }
