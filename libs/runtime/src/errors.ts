import { PermanentFailure } from '@concord/domain'

export class ConfigurationRefused extends PermanentFailure {
  readonly code = 'configuration-refused'
  /** Every fault at once, by the name of the setting; never its value. */
  readonly faults: readonly string[]

  constructor(where: string, faults: readonly string[]) {
    super(`${where} cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

export class PortTaken extends PermanentFailure {
  readonly code = 'port-taken'

  constructor(port: number, cause: unknown) {
    super(
      `Port ${port} cannot be listened on; another program has it. Choose others with PORT, or with GATEWAY_PORT, ` +
        'MONITOR_PORT, PUBLISHER_PORT, MIRAKL_SANDBOX_PORT and DOTDIGITAL_SANDBOX_PORT for npm start.',
      cause,
    )
  }
}
