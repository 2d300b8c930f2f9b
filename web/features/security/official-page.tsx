import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Globe, GraduationCap, Mail, MessageCircle, Phone, type LucideIcon, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { channelKinds, type ChannelKind } from '../../../contract/channel-kinds.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, Loading, PageHeader, Skeleton } from '../../ui/layout.tsx'
import { List, RowContent } from '../../ui/list.tsx'
import { CheckChannel } from './check-channel.tsx'
import { channelsQuery, type Channel } from './queries.ts'

/** Everywhere we are, whether something else is us, and what we never do. */
export function OfficialPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(channelsQuery)
  return (
    <div className="mx-auto w-full max-w-5xl pt-4">
      <PageHeader
        title={t('official.title')}
        {...(data ? { intro: t('official.intro', { operator: data.operator }) } : {})}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-2 lg:gap-8">
        <div className="flex flex-col gap-6">
          <CheckChannel />
          <Never />
        </div>
        {data ? (
          <Channels channels={data.data} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <Loading>
            <Skeleton className="h-80" />
          </Loading>
        )}
      </div>
    </div>
  )
}

const icons: Record<ChannelKind, LucideIcon> = {
  site: Globe,
  email: Mail,
  phone: Phone,
  social: MessageCircle,
}

function Channels({ channels }: { channels: Channel[] }) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col gap-6">
      {channelKinds.map(kind => {
        const listed = channels.filter(channel => channel.kind === kind)
        const Icon = icons[kind]
        return (
          <section key={kind}>
            <h2 className="pb-2 text-lg font-semibold">{t(`official.list.${kind}`)}</h2>
            {listed.length === 0 ? (
              <p className="text-sm text-muted">
                {t(kind === 'phone' ? 'official.list.nonePhone' : 'official.list.noneSocial')}
              </p>
            ) : (
              <List label={t(`official.list.${kind}`)}>
                {listed.map(channel => (
                  <li key={channel.value} className="flex min-h-16 items-center gap-3.5 px-4 py-2.5 sm:px-5">
                    <RowContent
                      icon={<Icon />}
                      title={<bdi className="whitespace-normal wrap-anywhere">{channel.value}</bdi>}
                      detail={t(`official.purpose.${channel.purpose}`)}
                    />
                  </li>
                ))}
              </List>
            )}
          </section>
        )
      })}
    </div>
  )
}

const never = ['code', 'move', 'remote'] as const

function Never() {
  const { t } = useTranslation()
  return (
    <Card className="flex flex-col gap-4" label={t('official.never.title')}>
      <h2 className="text-lg font-semibold">{t('official.never.title')}</h2>
      <ul className="flex flex-col gap-2.5">
        {never.map(name => (
          <li key={name} className="flex gap-2.5">
            <X aria-hidden className="mt-0.5 size-5 shrink-0 text-bad" />
            <span className="min-w-0">{t(`official.never.${name}`)}</span>
          </li>
        ))}
      </ul>
      <Link to="/security-lessons" className={buttonClass({ variant: 'soft', className: 'w-fit' })}>
        <GraduationCap aria-hidden className="size-4.5" />
        {t('official.lessons')}
      </Link>
    </Card>
  )
}
