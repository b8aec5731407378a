import type { Request } from 'express'
import { viewFor, type View } from './access.js'
import type { Tokens } from './oauth.js'
import { Problem } from './problem.js'
import type { Story } from './story.js'
import type { Frame, Marketplace } from './world.js'

/** The marketplace a call is about, as it stands now, and what the caller may see of it. */
export interface Site {
  readonly marketplace: Marketplace
  readonly frame: Frame
  readonly view: View
}

/** @throws Problem 404 for an unknown marketplace, 401 for an unknown key */
export const siteOf =
  (story: Story, tokens: Tokens) =>
  (request: Request): Site => {
    const marketplace = story.world.marketplaces.find(({ id }) => id === request.params['marketplace'])
    if (marketplace === undefined) throw new Problem(404, 'No such marketplace in this sandbox')
    return { marketplace, frame: story.frame(marketplace), view: viewFor(request, marketplace, tokens) }
  }
