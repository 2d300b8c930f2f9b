/** How somebody may be reached, or pretend to be us. Without schemas, so that the web can have it at no cost. */
export const channelKinds = ['site', 'email', 'phone', 'social'] as const
export type ChannelKind = (typeof channelKinds)[number]
