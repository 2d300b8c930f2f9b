import * as contract from '../../../contract/api/official-channels.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { officialChannels, type ChannelSettings } from './channels.ts'
import { judgeChannel } from './judge.ts'

/** Everywhere the operator really is, and whether something else is one of those places. See README.md of this slice. */
export function createOfficialChannelsSlice(options: ChannelSettings & { operatorName: string }): {
  routes: Route[]
} {
  const channels = officialChannels(options)
  const { operatorName } = options
  return {
    routes: [
      route(contract.listOfficialChannels, () => Promise.resolve({ operator: operatorName, data: channels })),
      route(contract.checkChannel, ({ body }) =>
        Promise.resolve(judgeChannel(body.text, { channels, operatorName })),
      ),
    ],
  }
}
