import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Program {
  /** Its output goes to `<name>.log` in the guard's folder. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly uid?: number
  readonly gid?: number
  /** What makes it end in order and soon. */
  readonly endSignal: NodeJS.Signals
  /** What ends it when its data is removed right after; `endSignal` where left out. */
  readonly finishSignal?: NodeJS.Signals
}

export interface Exit {
  readonly code?: number | null
  readonly signal?: NodeJS.Signals | null
  /** It could not even be started. */
  readonly error?: string
}

export interface Running {
  /** Settles when the program has ended, for whatever reason. */
  readonly ended: Promise<Exit>
  end(): Promise<void>
}

/** Runs programs that must not outlive this process, whatever becomes of it; see guard.mjs. */
export interface Guard {
  /** For the programs' data; other users may pass through it, but not list it. Removed at the end. */
  readonly folder: string
  run(program: Program): Running
  /** The last lines that a program wrote. */
  tail(name: string): Promise<string>
  /** Ends all programs, the last one first, and removes the folder. */
  finish(): Promise<void>
}

interface Told {
  readonly id: number
  readonly ended?: Exit
}

const script = fileURLToPath(new URL('../../guard.mjs', import.meta.url))
const tailLines = 15

export const startGuard = async (): Promise<Guard> => {
  // As root some servers run as another user, who may not enter root's own temporary folder.
  const isRoot = process.getuid?.() === 0
  const folder = await mkdtemp(join(isRoot ? '/tmp' : tmpdir(), 'concord-servers-'))
  await chmod(folder, 0o711)
  const child = fork(script, [folder], { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] })
  let isGone = false
  const gone = once(child, 'exit').then(() => {
    isGone = true
  })
  // Its first message says that it listens.
  await Promise.race([once(child, 'message'), gone])
  return {
    folder,
    run: runner(child, gone),
    tail: async (name) => lastLines(await readFile(join(folder, `${name}.log`), 'utf8').catch(() => '')),
    async finish() {
      if (isGone) return
      if (child.connected) child.disconnect()
      await gone
    },
  }
}

const runner = (child: ChildProcess, gone: Promise<void>): Guard['run'] => {
  const waiting = new Map<number, (exit: Exit) => void>()
  const endAll = (): void => waiting.forEach((settle) => settle({ error: 'the guard has ended' }))
  void gone.then(endAll)
  child.on('error', endAll)
  child.on('message', ({ id, ended }: Told) => {
    if (ended === undefined) return
    waiting.get(id)?.(ended)
    waiting.delete(id)
  })
  let lastId = 0
  return (program) => {
    const id = (lastId += 1)
    const ended = new Promise<Exit>((resolve) => waiting.set(id, resolve))
    if (child.connected) child.send({ id, program })
    else endAll()
    const end = async (): Promise<void> => {
      if (child.connected && waiting.has(id)) child.send({ id })
      await ended
    }
    return { ended, end }
  }
}

const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-tailLines).join('\n')
