import type { Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { addPasskeyRoute } from './add-passkey.ts'
import { beginPasskeySecondStepRoute } from './begin-passkey-second-step.ts'
import { beginPasskeySignInRoute } from './begin-passkey-sign-in.ts'
import { beginPasskeyStepUpRoute } from './begin-passkey-step-up.ts'
import { beginPasskeyRoute } from './begin-passkey.ts'
import { listPasskeysRoute } from './list-passkeys.ts'
import { removePasskeyRoute } from './remove-passkey.ts'
import { renamePasskeyRoute } from './rename-passkey.ts'
import { signInWithPasskeyRoute } from './sign-in-with-passkey.ts'

export function passkeyRoutes(parts: Parts): Route[] {
  return [
    listPasskeysRoute(parts),
    beginPasskeyRoute(parts),
    addPasskeyRoute(parts),
    renamePasskeyRoute(parts),
    removePasskeyRoute(parts),
    beginPasskeySignInRoute(parts),
    signInWithPasskeyRoute(parts),
    beginPasskeySecondStepRoute(parts),
    beginPasskeyStepUpRoute(parts),
  ]
}
