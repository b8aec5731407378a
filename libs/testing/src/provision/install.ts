import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { packages, type ServerName } from './servers.js'

const policyFile = '/usr/sbin/policy-rc.d'

/** Debian's packages could not be installed. */
export class InstallFailed extends Error {
  override readonly name = 'InstallFailed'
}

export const mayInstall = (): boolean =>
  process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get')

/**
 * Installs packages and lets none of their daemons start.
 *
 * Debian asks policy-rc.d before it starts a daemon. Where there is one, it stays and decides; where there is none, ours
 * says no and is gone again when the script ends, whether it fails or is interrupted. Nothing else ends the shell:
 * it outlives this process if need be.
 */
export const installScript = `
set -e
policy="$1"
shift
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' INT TERM HUP
  printf '#!/bin/sh\\nexit 101\\n' >"$policy"
  chmod 755 "$policy"
fi
apt-get update
apt-get install -y --no-install-recommends "$@"
`

/** @throws InstallFailed with what apt-get said last */
export const install = async (names: readonly ServerName[]): Promise<void> => {
  const wanted = names.map((name) => packages[name])
  const child = spawn('/bin/sh', ['-c', installScript, 'sh', policyFile, ...wanted], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code === 0) return
  const last = said.join('').trimEnd().split('\n').slice(-10).join('\n')
  throw new InstallFailed(`apt-get could not install ${wanted.join(', ')}; it last said:\n${last}`)
}
