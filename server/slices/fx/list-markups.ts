import { listMarkups } from '../../../contract/api/fx.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { FxDeps } from './deps.ts'
import { readMarkup } from './read-rates.ts'

/** Our share is published as it is taken: the very rules quotes are priced by. */
export function listMarkupsRoute({ db }: FxDeps): Route {
  return route(listMarkups, async () => {
    const { version, rules } = await readMarkup(db.pool)
    return { version, rules: rules.map(rule => ({ ...rule })) }
  })
}
