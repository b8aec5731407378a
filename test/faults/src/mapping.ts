import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sandboxConfigPath } from '@concord/standalone'
import { parse, stringify } from 'yaml'
import { polled, relayed } from './traffic/marketplace.js'

interface Mapping {
  readonly marketplaces: Readonly<Record<string, { readonly poll?: object }>>
  readonly accounts: object
}

/**
 * The mapping of the sandboxes' marketplaces, for those of this run.
 *
 * @returns the path of the file
 */
export const writeMapping = (folder: string, poll: object = {}): string => {
  const { marketplaces, accounts } = parse(readFileSync(sandboxConfigPath, 'utf8')) as Mapping
  const north = marketplaces['north'] ?? {}
  const pace = { ordersEverySeconds: 1, returnsEverySeconds: 60, sellersEverySeconds: 60, ...poll }
  const mapping = {
    marketplaces: { [polled]: { ...north, poll: pace }, [relayed]: { ...north, poll: pace } },
    accounts,
  }
  const path = join(folder, 'concord.yaml')
  writeFileSync(path, stringify(mapping))
  return path
}
