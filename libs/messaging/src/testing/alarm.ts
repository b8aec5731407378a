import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { delimiter } from 'node:path'
import { promisify } from 'node:util'
import { provisionServers } from '@concord/testing'

/** A broker of its own, since an alarm stops everyone who publishes. */
export interface AlarmedBroker {
  readonly url: string
  /** As if its disk were full, until it is not any more. */
  setAlarm(isOn: boolean): Promise<void>
  stop(): Promise<void>
}

/** Undefined where it would be a container, or not on Linux: then its command line tool cannot be reached. */
export const alarmedBroker = async (): Promise<AlarmedBroker | undefined> => {
  const { rabbitmq, stop } = await provisionServers(['rabbitmq'], { env: {}, log: () => undefined })
  const { url, folder } = rabbitmq
  const mapperPort = folder === undefined ? undefined : await mapperPortIn(folder)
  if (folder === undefined || mapperPort === undefined) return void (await stop())
  const env = { ...process.env, PATH: searchPath, HOME: folder, ERL_EPMD_PORT: mapperPort, LC_ALL: 'C.UTF-8' }
  const control = (...args: readonly string[]) =>
    promisify(execFile)('rabbitmqctl', ['--node', `concord${new URL(url).port}@localhost`, ...args], { env })
  return {
    url,
    stop,
    setAlarm: async (isOn) => void (await control('set_disk_free_limit', isOn ? '900000GB' : '1MB')),
  }
}

/** Debian's own rabbitmqctl in /usr/sbin becomes another user first. */
const searchPath = ['/usr/lib/rabbitmq/bin', process.env['PATH'] ?? ''].join(delimiter)

/** The port of the Erlang port mapper that was started in the same folder. */
const mapperPortIn = async (folder: string): Promise<string | undefined> => {
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  for (const id of ids) {
    const args = (await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')).split('\0')
    const isOurs = args[0]?.endsWith('epmd') && (await readlink(`/proc/${id}/cwd`).catch(() => '')) === folder
    if (isOurs) return args[args.indexOf('-port') + 1]
  }
  return undefined
}
