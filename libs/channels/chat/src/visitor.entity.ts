/** A browser that wrote to us once: known by the hash of its token, nothing else. */
import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

@Entity({ schema: 'chat', name: 'visitor' })
@Unique('visitor_token_hash_key', ['tokenHash'])
export class Visitor {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'visitor_pkey' }) id!: string;
  @Column('text', { name: 'token_hash' }) tokenHash!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'last_seen_at' }) lastSeenAt!: Date;
}
