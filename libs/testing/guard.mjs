// Runs servers for the process that started this one, and ends them, by process id, when that process is gone: after
// Ctrl-C, after kill -9, or because it closed the channel on purpose. Then the servers' folder is removed as well.
// Plain JavaScript outside src/, so that sources and dist/ start the same file.
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { rm } from 'node:fs/promises'

const killAfterMs = 20_000
const [folder] = process.argv.slice(2)

/** @type {Map<number, { child: import('node:child_process').ChildProcess, endSignal: string, finishSignal: string, ended: Promise<void> }>} */
const running = new Map()
let isFinishing = false

const tell = (message) => process.connected && process.send(message, () => {})

const run = (id, { name, command, args, env, cwd, uid, gid, endSignal, finishSignal = endSignal }) => {
  const log = openSync(`${folder}/${name}.log`, 'a')
  const child = spawn(command, args, { env, cwd, uid, gid, stdio: ['ignore', log, log] })
  closeSync(log)
  const ended = new Promise((resolve) => {
    const settle = (exit) => {
      running.delete(id)
      tell({ id, ended: exit })
      resolve()
    }
    child.once('error', (error) => child.pid === undefined && settle({ error: error.message }))
    child.once('exit', (code, signal) => settle({ code, signal }))
  })
  running.set(id, { child, endSignal, finishSignal, ended })
  if (child.pid !== undefined) tell({ id, pid: child.pid })
}

const end = async (id) => {
  const found = running.get(id)
  if (found === undefined) return
  found.child.kill(isFinishing ? found.finishSignal : found.endSignal)
  const last = setTimeout(() => found.child.kill('SIGKILL'), killAfterMs)
  await found.ended
  clearTimeout(last)
}

const finish = async () => {
  if (isFinishing) return
  isFinishing = true
  for (const id of [...running.keys()].reverse()) await end(id)
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  process.exit()
}

process.on('message', ({ id, program }) => {
  if (isFinishing) return
  if (program === undefined) void end(id)
  else run(id, program)
})
process.on('disconnect', finish)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, finish)
// The parent may be gone before anybody listened for that.
if (process.connected) tell({ isReady: true })
else void finish()
