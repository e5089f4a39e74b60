-- Positions number the records of a topic for ever: position = Kafka's offset + base. Kafka's offsets begin anew with a
-- new topic and come again when a broker has lost the end of one; then a segment with a greater base begins.
create table topic_segments (
    topic           text   not null,
    kafka_partition int    not null,
    topic_id        text   not null,
    from_offset     bigint not null,
    base            bigint not null,
    primary key (topic, kafka_partition, topic_id, from_offset)
);

-- What was read before this table: the id of that topic is not known, the first that is met is taken for it.
insert into topic_segments select topic, kafka_partition, '', 0, 0 from engine_offsets;
