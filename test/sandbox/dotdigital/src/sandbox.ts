import {
  createCallLog,
  createClock,
  createFaults,
  createSettings,
  fileJournal,
  listen,
  memoryJournal,
} from '@concord/sandbox-kit'
import { accountRoutes } from './account-routes.js'
import { admission, type Credentials } from './http/admission.js'
import { openAsyncJobs } from './jobs/async-jobs.js'
import { contactRoutes } from './contacts/contact-routes.js'
import { control } from './control.js'
import { customIdentifierRoutes } from './contacts/custom-identifier-routes.js'
import { httpOf } from './http/http.js'
import { openImportRules } from './jobs/import-outcomes.js'
import { importRoutes } from './jobs/import-routes.js'
import { openImports } from './jobs/imports.js'
import { programRoutes } from './programs/program-routes.js'
import { openRateLimits } from './http/rate-limits.js'
import { recycleBinRoutes } from './contacts/recycle-bin-routes.js'
import { seedFacts } from './memory/seeds.js'
import { DotdigitalSettings, type SettingsInput } from './settings.js'
import { openStore } from './memory/store.js'
import { WebhookSending } from './webhooks/webhook-sending.js'
import type { SandboxWorld } from './memory/world.js'

export interface SandboxOptions extends Credentials {
  /** 0 takes any free one. */
  readonly port: number
  /** Default 127.0.0.1. */
  readonly host?: string | undefined
  /** Where everything is remembered; without it, nothing outlives the process. */
  readonly journalPath?: string | undefined
  readonly world?: SandboxWorld | undefined
  /** `POST /_sandbox/clock` makes the sandbox's clock out of this one; default the machine's. */
  readonly now?: (() => Date) | undefined
  /** What `POST /_sandbox/settings` changes, and a reset goes back to. */
  readonly settings?: SettingsInput | undefined
}

export interface DotdigitalSandbox {
  readonly url: string
  stop(): Promise<void>
}

/** A Dotdigital account on this machine: see README.md for what is true of it, and what is simplified. */
export const createDotdigitalSandbox = async (options: SandboxOptions): Promise<DotdigitalSandbox> => {
  const account = openAccount(options)
  const { store, clock, sending } = account
  const limits = openRateLimits(store.settings.now)
  const needs = { ...account, calls: createCallLog(clock.now), faults: createFaults(), limits }
  const app = httpOf({
    ...needs,
    control: control({ ...needs, world: options.world ?? {} }),
    admit: admission(store, limits, options),
  })
  const server = await listen(app, options.port, options.host)
  return {
    url: server.url,
    stop: async () => {
      await server.close()
      await sending.stop()
      store.close()
    },
  }
}

/** What is there whether or not anybody calls. */
const openAccount = ({ world = {}, journalPath, now = () => new Date(), settings: given }: SandboxOptions) => {
  const settings = createSettings(DotdigitalSettings, given)
  const clock = createClock(now)
  const journal = journalPath === undefined ? memoryJournal() : fileJournal(journalPath)
  const store = openStore({ journal, clock, settings, seeds: (at) => seedFacts(world, at) })
  const importRules = openImportRules()
  const imports = openImports(store, importRules)
  const jobs = openAsyncJobs(store, () => settings.now().importMs)
  const settle = (): void => {
    imports.settle()
    jobs.settle()
  }
  const sending = new WebhookSending(store, settle)
  sending.look()
  return {
    ...{ store, clock, importRules, sending },
    routes: [
      ...importRoutes(store, imports),
      ...contactRoutes(store),
      ...customIdentifierRoutes(store),
      ...recycleBinRoutes(store),
      ...programRoutes(store),
      ...accountRoutes({ store, jobs }),
    ],
    settle,
    flush: () => {
      store.flush()
      sending.look()
    },
  }
}
