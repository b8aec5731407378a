import { waitFor } from '../wait-for.js'
import { askVersion } from './ask-version.js'
import type { Exit, Guard, Program, Running } from './guard.js'
import { labels, type ReadyServer, type ServerName } from './servers.js'

const startLimitMs = 120_000
const everyMs = 100

/** What it takes to run one server. */
export interface Recipe {
  readonly name: ServerName
  readonly url: string
  readonly managementUrl?: string
  readonly program: Program
}

/** A server of ours did not come up, or died before it answered. */
export class ServerFailed extends Error {
  override readonly name = 'ServerFailed'
}

/** Starts the server and returns once it answers. */
export const startPrivateServer = async (guard: Guard, recipe: Recipe): Promise<ReadyServer> => {
  let running: Running | undefined
  const start = async (): Promise<string> => {
    running ??= guard.run(recipe.program)
    return firstAnswer(guard, recipe, running)
  }
  const stop = async (): Promise<void> => {
    await running?.end()
    running = undefined
  }
  const version = await start()
  const { name, url, managementUrl, program } = recipe
  const told = { name, url, ...(managementUrl && { managementUrl }), version, folder: program.cwd }
  return { ...told, stop, start: async () => void (await start()) }
}

/** Runs a program that ends by itself, such as one that lays out a server's data. */
export const runToEnd = async (guard: Guard, program: Program): Promise<void> => {
  const exit = await guard.run(program).ended
  if (exit.code !== 0) throw await failure(guard, program.name, exit)
}

const firstAnswer = async (guard: Guard, { name, url, program }: Recipe, running: Running): Promise<string> => {
  let exit: Exit | undefined
  void running.ended.then((how) => {
    exit = how
  })
  const what = `${labels[name]} to answer`
  const answer = await waitFor(async () => exit ?? askVersion(name, url), { limitMs: startLimitMs, everyMs, what })
  if (typeof answer !== 'string') throw await failure(guard, program.name, answer)
  return answer
}

const failure = async (guard: Guard, program: string, exit: Exit): Promise<ServerFailed> => {
  const how = exit.error ?? (exit.signal ? `ended by ${exit.signal}` : `ended with code ${exit.code ?? '?'}`)
  return new ServerFailed(`${program}: ${how}; it last wrote:\n${await guard.tail(program)}`)
}
