import { z } from 'zod'
import { operation } from '../operation.ts'
import { idSchema, pageQuery, timestampSchema } from '../schemas.ts'

/** What a customer can choose about, each kind by itself. */
export const notificationKinds = [
  'security_alerts',
  'security_changes',
  'money_out',
  'money_in',
  'terms',
  'account',
] as const
export type NotificationKind = (typeof notificationKinds)[number]

/** Ways to a customer besides the feed in the app, which always has everything. */
export const notificationChannels = ['email', 'sms', 'push'] as const
export type NotificationChannel = (typeof notificationChannels)[number]

export const notificationSchema = z
  .strictObject({
    id: z.string().meta({ description: 'Position in the log of events; later ones are greater.' }),
    kind: z.enum(notificationKinds),
    title: z.string().meta({ description: 'In the caller’s language, like every text here.' }),
    text: z.string(),
    facts: z.array(z.strictObject({ label: z.string(), value: z.string() })),
    /** A path of the web application, or null where there is nothing more to see. */
    link: z.string().nullable().meta({ description: 'Path in the web application' }),
    occurred_at: timestampSchema,
    read: z.boolean(),
  })
  .meta({ id: 'Notification' })

export const listNotifications = operation({
  id: 'listNotifications',
  method: 'GET',
  path: '/v1/notifications',
  summary: 'What I was told, newest first',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  query: z.strictObject(pageQuery),
  success: {
    status: 200,
    body: z.strictObject({ data: z.array(notificationSchema), next_cursor: z.string().nullable() }),
  },
  errors: ['not_signed_in'],
})

/** Counting stops there: nobody reads "1,204 new" differently from "99+". */
export const maxUnread = 100

export const countUnread = operation({
  id: 'countUnread',
  method: 'GET',
  path: '/v1/notifications/unread',
  summary: 'How many of my notifications are new, at most 100',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: { status: 200, body: z.strictObject({ unread: z.number().int().min(0).max(maxUnread) }) },
  errors: ['not_signed_in'],
})

export const readNotifications = operation({
  id: 'readNotifications',
  method: 'POST',
  path: '/v1/notifications/read',
  summary: 'Mark everything up to one notification as read',
  access: 'customer',
  rateLimit: 'write',
  audit: 'none',
  idempotency: 'none',
  body: z.strictObject({ up_to: z.string().regex(/^[1-9]\d{0,17}$/) }),
  success: { status: 200, body: z.strictObject({ unread: z.number().int().min(0).max(maxUnread) }) },
  errors: ['not_signed_in'],
})

export const notificationPreferenceSchema = z
  .strictObject({
    kind: z.enum(notificationKinds),
    channels: z.array(
      z.strictObject({
        channel: z.enum(notificationChannels),
        enabled: z.boolean(),
        locked: z.boolean().meta({ description: 'Critical: always on, and cannot be changed.' }),
      }),
    ),
  })
  .meta({ id: 'NotificationPreference' })

const preferencesSchema = z.strictObject({
  data: z.array(notificationPreferenceSchema),
  phone_verified: z.boolean().meta({ description: 'Without it no text message is sent.' }),
  push_devices: z.number().int().meta({ description: 'Browsers that show push messages.' }),
})

export const listNotificationPreferences = operation({
  id: 'listNotificationPreferences',
  method: 'GET',
  path: '/v1/notification_preferences',
  summary: 'Which notifications reach me where',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: { status: 200, body: preferencesSchema },
  errors: ['not_signed_in'],
})

export const setNotificationPreference = operation({
  id: 'setNotificationPreference',
  method: 'PUT',
  path: '/v1/notification_preferences',
  summary: 'Turn one kind on or off on one channel; critical ones stay on',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({
    kind: z.enum(notificationKinds),
    channel: z.enum(notificationChannels),
    enabled: z.boolean(),
  }),
  success: { status: 200, body: preferencesSchema },
  errors: ['not_signed_in'],
})

export const getPushKey = operation({
  id: 'getPushKey',
  method: 'GET',
  path: '/v1/push_subscriptions/key',
  summary: 'The public key browsers ask for before they take push messages from us (VAPID, RFC 8292)',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: { status: 200, body: z.strictObject({ public_key: z.string() }) },
  errors: ['not_signed_in'],
})

/** Whether a browser still shows messages only we know: they end there whenever sessions do. */
export const listPushSubscriptions = operation({
  id: 'listPushSubscriptions',
  method: 'GET',
  path: '/v1/push_subscriptions',
  summary: 'The browsers that show push messages for me',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: {
    status: 200,
    body: z.strictObject({
      data: z.array(
        z.strictObject({
          id: z.string(),
          endpoint: z.string().meta({ description: 'As the browser gave it: it tells which one it is.' }),
          created_at: timestampSchema,
        }),
      ),
    }),
  },
  errors: ['not_signed_in'],
})

const base64url = (bytes: number) =>
  z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((bytes * 4) / 3)}}={0,2}$`))

/** As `PushSubscription.toJSON()` gives it. */
export const createPushSubscription = operation({
  id: 'createPushSubscription',
  method: 'POST',
  path: '/v1/push_subscriptions',
  summary: 'Show push messages in this browser',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({
    endpoint: z.url({ protocol: /^https$/ }).max(1_000),
    keys: z.strictObject({ p256dh: base64url(65), auth: base64url(16) }),
  }),
  success: { status: 201, body: z.strictObject({ id: z.string() }) },
  errors: ['not_signed_in'],
})

export const deletePushSubscription = operation({
  id: 'deletePushSubscription',
  method: 'DELETE',
  path: '/v1/push_subscriptions/{subscription}',
  summary: 'No more push messages in that browser',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ subscription: idSchema('pushSubscription') }),
  success: { status: 204, body: null },
  errors: ['not_signed_in'],
})
