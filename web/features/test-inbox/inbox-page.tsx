import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Inbox, MailOpen, RefreshCw, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { metaQuery } from '../../lib/queries.ts'
import { Button } from '../../ui/button.tsx'
import { cn } from '../../ui/cn.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { Card, EmptyState, PageHeader } from '../../ui/layout.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { SegmentedControl } from '../../ui/choice.tsx'
import { SimulatorLinks } from '../../ui/simulator-links.tsx'
import { MailDetail } from './mail-detail.tsx'
import { MailList } from './mail-list.tsx'
import { mailsQuery } from './queries.ts'
import { SmsList } from './sms-list.tsx'

/** The mails of the test edition: a list and the mail beside it, one after the other on a phone. */
export function InboxPage() {
  const { t } = useTranslation()
  const { kind } = useSearch({ from: '/public/inbox' })
  const { data: meta } = useQuery(metaQuery)
  if (meta?.edition === 'live')
    return (
      <EmptyState icon={<Inbox />} title={t('testInbox.notTestTitle')}>
        {t('testInbox.notTest')}
      </EmptyState>
    )
  return (
    <div className="pt-4 sm:pt-8">
      <p className="mb-4 flex flex-wrap gap-x-4 gap-y-1 text-sm sm:hidden">
        <SimulatorLinks className="inline-flex min-h-6 items-center text-brand-text underline underline-offset-2" />
      </p>
      {kind === 'sms' ? <Messages /> : <Mails />}
    </div>
  )
}

function KindSwitch({ kind }: { kind: 'mail' | 'sms' }) {
  const { t } = useTranslation()
  const navigate = useNavigate({ from: '/inbox' })
  return (
    <SegmentedControl
      label={t('testSms.kinds')}
      value={kind}
      options={[
        { value: 'mail', label: t('testSms.mail') },
        { value: 'sms', label: t('testSms.sms') },
      ]}
      onChange={next => void navigate({ search: next === 'sms' ? { kind: next } : {}, replace: true })}
      className="mb-6"
    />
  )
}

/** The text messages of the test edition. */
function Messages() {
  const { t } = useTranslation()
  const { to = '' } = useSearch({ from: '/public/inbox' })
  return (
    <>
      <PageHeader title={t('testInbox.title')} intro={t('testInbox.intro')} />
      <KindSwitch kind="sms" />
      <AddressFilter key={to} to={to} kind="sms" />
      <SmsList to={to} />
    </>
  )
}

function Mails() {
  const { t } = useTranslation()
  const { to = '' } = useSearch({ from: '/public/inbox' })
  const [openId, setOpenId] = useState<string>()
  const mails = useQuery(mailsQuery(to))
  const list = mails.data?.data
  const open = list?.find(({ id }) => id === openId)
  return (
    <>
      <div className={cn(open && 'max-lg:hidden')}>
        <PageHeader
          title={t('testInbox.title')}
          intro={t('testInbox.intro')}
          action={<Alive refetching={mails.isFetching} />}
        />
        <KindSwitch kind="mail" />
        <AddressFilter key={to} to={to} kind="mail" />
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,24rem)_minmax(0,1fr)]">
        <div className={cn(open && 'max-lg:hidden')}>
          {list ? (
            <MailList mails={list} to={to} openId={openId} onOpen={setOpenId} />
          ) : mails.error ? (
            <ErrorState error={mails.error} onRetry={() => void mails.refetch()} />
          ) : (
            <SkeletonRows />
          )}
        </div>
        {open ? (
          <MailDetail key={open.id} mail={open} onBack={() => setOpenId(undefined)} />
        ) : list && list.length > 0 ? (
          <Card className="hidden py-12 lg:block">
            <EmptyState icon={<MailOpen />} title={t('testInbox.pick')} />
          </Card>
        ) : null}
      </div>
    </>
  )
}

function Alive({ refetching }: { refetching: boolean }) {
  const { t } = useTranslation()
  return (
    <span className="inline-flex items-center gap-2 text-sm text-muted">
      <RefreshCw aria-hidden className={cn('size-4', refetching && 'text-ok')} />
      {t('testInbox.live')}
    </span>
  )
}

/** In the address of the page, so that a link can lead to the mails of one person. */
function AddressFilter({ to, kind }: { to: string; kind: 'mail' | 'sms' }) {
  const { t } = useTranslation()
  const navigate = useNavigate({ from: '/inbox' })
  const [typed, setTyped] = useState(to)
  const show = (address: string) =>
    navigate({
      search: { ...(kind === 'sms' ? { kind } : {}), ...(address === '' ? {} : { to: address }) },
      replace: true,
    })
  return (
    <form
      role="search"
      onSubmit={event => {
        event.preventDefault()
        void show(typed.trim())
      }}
      className="mb-6 flex max-w-md items-end gap-2"
    >
      <Field label={t(kind === 'sms' ? 'testSms.filter' : 'testInbox.filter')} className="flex-1">
        <Input
          type={kind === 'sms' ? 'tel' : 'email'}
          inputMode={kind === 'sms' ? 'tel' : 'email'}
          autoComplete="off"
          value={typed}
          onChange={event => setTyped(event.target.value)}
          onBlur={() => void show(typed.trim())}
          placeholder={t(kind === 'sms' ? 'testSms.filterHint' : 'testInbox.filterHint')}
          maxLength={254}
        />
      </Field>
      {to === '' ? null : (
        <Button variant="secondary" className="min-h-12" onClick={() => void show('')}>
          <X aria-hidden className="size-4" />
          {t('testInbox.clear')}
        </Button>
      )}
    </form>
  )
}
