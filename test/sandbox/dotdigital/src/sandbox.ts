import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'
import { openCalls } from './calls.js'
import { campaignRoutes } from './campaign-routes.js'
import { contactRoutes, type ConflictCode } from './contact-routes.js'
import { controlRoutes } from './control-routes.js'
import { openFaults } from './faults.js'
import { httpOf } from './http.js'
import { importRoutes } from './import-routes.js'
import { openImports } from './imports.js'
import { insightRoutes } from './insight-routes.js'
import { fileJournal, memoryJournal } from '@concord/sandbox-kit'
import { notServed } from './not-served.js'
import { programRoutes } from './program-routes.js'
import { openRateLimits, type RateLimits } from './rate-limits.js'
import { seedFacts } from './seeds.js'
import { openStore } from './store.js'
import { v2Routes } from './v2-routes.js'
import type { SandboxWorld } from './world.js'

export interface SandboxOptions {
  /** 0 takes any free one. */
  readonly port: number
  /** Default 127.0.0.1. */
  readonly host?: string | undefined
  /** Where everything is remembered; without it, nothing outlives the process. */
  readonly journalPath?: string | undefined
  readonly world?: SandboxWorld | undefined
  /** Without it, any credentials are good, but some must be given. */
  readonly user?: string | undefined
  readonly password?: string | undefined
  /** `POST /_sandbox/advance` sets the sandbox ahead of this clock. */
  readonly now?: (() => Date) | undefined
  /** How long an import or an enrolment takes, by the sandbox's clock; default 150. */
  readonly importMs?: number | undefined
  /** How long a contact stays in a program; default a day. */
  readonly programStaySeconds?: number | undefined
  readonly rateLimits?: RateLimits | undefined
  /** Default `identifierConflict`. */
  readonly conflictCode?: ConflictCode | undefined
}

export interface DotdigitalSandbox {
  readonly url: string
  stop(): Promise<void>
}

/** A Dotdigital account on this machine: see README.md for what is true of it, and what is simplified. */
export const createDotdigitalSandbox = async (options: SandboxOptions): Promise<DotdigitalSandbox> => {
  const world = options.world ?? {}
  const importMs = options.importMs ?? 150
  const journal = options.journalPath === undefined ? memoryJournal() : fileJournal(options.journalPath)
  const store = openStore(journal, options.now ?? (() => new Date()), (now) => seedFacts(world, now))
  const imports = openImports(store, importMs)
  const [calls, faults] = [openCalls(), openFaults()]
  const app = httpOf({
    routes: [
      ...notServed,
      ...importRoutes(store, imports),
      ...contactRoutes(store, options.conflictCode ?? 'identifierConflict'),
      ...insightRoutes(store),
      ...v2Routes(store),
      ...programRoutes(store, { processingMs: importMs, staySeconds: options.programStaySeconds ?? 86_400 }),
      ...campaignRoutes(store),
      ...controlRoutes({ store, world, calls, faults }),
    ],
    calls,
    faults,
    mayEnter: doorman(options),
    allowance: openRateLimits(options.rateLimits ?? {}),
    settle: imports.settle,
    flush: store.flush,
    now: store.now,
  })
  const { url, close } = await listen(app, options)
  return {
    url,
    stop: async () => {
      await close()
      store.close()
    },
  }
}

const doorman = ({ user, password }: SandboxOptions) => {
  const expected = `Basic ${Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64')}`
  return (authorization: string | undefined): boolean =>
    user === undefined ? authorization?.startsWith('Basic ') === true : authorization === expected
}

const listen = (
  app: Express,
  { port, host = '127.0.0.1' }: SandboxOptions,
): Promise<{ url: string; close: () => Promise<void> }> =>
  new Promise((resolve, reject) => {
    const server: Server = app.listen(port, host, (failure?: Error) => {
      if (failure !== undefined) return reject(failure)
      const { port: taken } = server.address() as AddressInfo
      resolve({ url: `http://${host}:${String(taken)}`, close: () => closed(server) })
    })
  })

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
