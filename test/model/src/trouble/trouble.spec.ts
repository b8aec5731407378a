import { expect, it } from 'vitest'
import { longStoryOf } from '../story/stories.js'
import { firstFolder } from '../world/world.js'
import { playTrouble } from './play-trouble.js'
import { outage } from './troubles.js'

it('has everything as Mirakl does once Dotdigital is back after an hour', async () => {
  const first = await firstFolder()
  try {
    const { how, orders } = await playTrouble(outage, { story: longStoryOf(1), from: first.path })

    expect(how).toEqual([])
    expect(orders).toBeGreaterThan(3)
  } finally {
    first.remove()
  }
})
