-- Creates the schema of a new database, and recognises a current one, without Flyway, which starts slowly.

-- name: tables
-- 0: the database is empty.
SELECT count(*) FROM sqlite_schema;

-- name: history_tables
-- 1: the history of Flyway exists.
SELECT count(*) FROM sqlite_schema WHERE name = 'flyway_schema_history';

-- name: history
SELECT script, checksum, success FROM flyway_schema_history ORDER BY installed_rank;

-- name: make_history
-- Exactly as Flyway creates it, because Flyway reads it when a later version has a new migration.
CREATE TABLE "flyway_schema_history" (
    "installed_rank" INT NOT NULL PRIMARY KEY,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INT,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
    "execution_time" INT NOT NULL,
    "success" BOOLEAN NOT NULL
);
CREATE INDEX "flyway_schema_history_s_idx" ON "flyway_schema_history" ("success");

-- name: record_migration
-- 1 rank, 2 version, 3 description, 4 script, 5 checksum
INSERT INTO flyway_schema_history
  (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
VALUES (?1, ?2, ?3, 'SQL', ?4, ?5, '', 0, 1);
