/** What people did, which the database itself refuses to change. */
export const deedStatements: readonly string[] = [
  `create table publisher.deeds (
     id bigint primary key generated always as identity,
     at text collate "C" not null,
     who text not null,
     role text not null,
     action text not null,
     about text not null,
     before jsonb not null,
     after jsonb not null)`,
  `create function publisher.refuse_change() returns trigger language plpgsql as $$
     begin raise exception 'publisher.deeds is only added to'; end $$`,
  `create trigger deeds_are_only_added_to before update or delete or truncate on publisher.deeds
     for each statement execute function publisher.refuse_change()`,
]
