import { z } from 'zod'
import { channelKinds } from '../channel-kinds.ts'
import { operation } from '../operation.ts'

export const officialChannelSchema = z
  .strictObject({
    kind: z.enum(channelKinds),
    value: z
      .string()
      .meta({ description: 'A host, an address, a number in international form, an account’s address.' }),
    purpose: z
      .enum(['website', 'app', 'mail_sender', 'support', 'hotline', 'social'])
      .meta({ description: 'What it is used for.' }),
    network: z.string().nullable().meta({ description: 'The social network, e.g. `weibo`.' }),
  })
  .meta({ id: 'OfficialChannel' })
export type OfficialChannel = z.infer<typeof officialChannelSchema>

export const listOfficialChannels = operation({
  id: 'listOfficialChannels',
  method: 'GET',
  path: '/v1/official_channels',
  summary: 'Everywhere we are; whoever writes or calls from elsewhere is not us',
  access: 'public',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: {
    status: 200,
    body: z.strictObject({ operator: z.string(), data: z.array(officialChannelSchema) }),
  },
  errors: [],
})

/** How a look-alike imitates; each is put into words by the web. */
export const imitations = [
  'homoglyph',
  'typo',
  'other_ending',
  'name_inside',
  'subdomain',
  'credentials_in_link',
  'unlisted_address',
] as const
export type Imitation = (typeof imitations)[number]

export const verdictSchema = z
  .strictObject({
    verdict: z.enum(['official', 'look_alike', 'not_official', 'unreadable']),
    kind: z.enum(channelKinds).nullable().meta({ description: 'What the text was taken for.' }),
    read_as: z.string().nullable().meta({ description: 'What was compared, e.g. the host of a link.' }),
    official: officialChannelSchema.nullable().meta({ description: 'The channel it is, or imitates.' }),
    imitation: z.enum(imitations).nullable(),
  })
  .meta({ id: 'ChannelVerdict' })
export type Verdict = z.infer<typeof verdictSchema>

/** A POST, because people paste links with tokens in them, which belong into no log. */
export const checkChannel = operation({
  id: 'checkChannel',
  method: 'POST',
  path: '/v1/official_channels/check',
  summary: 'Is this really you? Compares an address, link, number or account with the official list',
  access: 'public',
  rateLimit: 'lookup',
  audit: 'none',
  idempotency: 'none',
  body: z.strictObject({ text: z.string().max(2_000) }),
  success: { status: 200, body: verdictSchema },
  errors: [],
})
