import * as contract from '../../../../contract/api/personal.ts'
import { DomainError } from '../../../platform/errors.ts'
import { file, route, type Route } from '../../../platform/http/route.ts'
import { unseal } from '../../../platform/seal.ts'
import type { PersonalParts } from './parts.ts'
import * as queries from './queries.ts'
import { avatarContext } from './set-avatar.ts'

/** The picture of the signed-in customer; another's is answered like one that never was. */
export function getAvatarRoute(parts: PersonalParts): Route {
  return route(contract.getAvatar, async ({ params, context }) => {
    const { customerId } = context.principal
    const avatar = await queries.findAvatar(parts.db.read, { id: params.avatar, customerId })
    if (!avatar) throw new DomainError('not_found')
    const bytes = unseal(parts.sealKey, avatar.sealed, avatarContext(avatar.id))
    return file({ bytes, saveAs: null, immutable: true })
  })
}
