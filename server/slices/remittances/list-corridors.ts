import { listCorridors } from '../../../contract/api/remittances.ts'
import {
  accountFormOf,
  corridors,
  maxMessageLength,
  maxNameLength,
} from '../../../contract/corridors/index.ts'
import { route, type Route } from '../../platform/http/route.ts'

export function listCorridorsRoute(): Route {
  const data = corridors.map(corridor => ({
    country: corridor.country,
    currency: corridor.currency,
    name: corridor.name,
    address: corridor.address,
    purposes: [...corridor.purposes],
    max_name_length: maxNameLength,
    max_message_length: maxMessageLength,
    fields: accountFormOf(corridor).fields.map(({ choices, length, ...field }) => ({
      ...field,
      length: { ...length },
      choices: choices ? [...choices] : null,
    })),
  }))
  return route(listCorridors, () => Promise.resolve({ data }))
}
