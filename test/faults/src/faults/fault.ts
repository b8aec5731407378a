import type { Random } from '../traffic/random.js'
import type { World } from '../world.js'

/** Something that goes wrong while records are on their way. */
export interface Fault<In = World> {
  readonly name: string
  /** What is done, for a reader of the report. */
  readonly sentence: string
  /** Breaks something, and mends it again as far as it does not mend itself. */
  run(world: In, random: Random): Promise<void>
}
