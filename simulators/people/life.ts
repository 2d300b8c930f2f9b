import type { Act } from './story.ts'
import { aliceAlone, aliceWithOthers } from './story/alice.ts'
import { fromOtherBanks } from './story/bank.ts'
import { atTheDesks, onTheBanksFiles } from './story/desk.ts'
import { answers, friendsArrive, friendsWithOthers, newName } from './story/friends.ts'
import { xiaomingAlone, xiaomingWithOthers } from './story/xiaoming.ts'

/**
 * What happens after the sign-ins are printed, so that every page of a new installation shows what it is for. All of it
 * on the day it happens: what takes a bank its days is under way, and arrives, fails or comes back when they have
 * passed, or when somebody lets them pass.
 */
export const life: readonly Act[] = [
  [xiaomingAlone, aliceAlone, fromOtherBanks, ...friendsArrive],
  [xiaomingWithOthers, aliceWithOthers, ...friendsWithOthers],
  [...answers],
  [[newName], ...atTheDesks],
  onTheBanksFiles,
]
