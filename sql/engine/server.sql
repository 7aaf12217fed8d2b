-- What a new embedded cluster is given, once, in single-user mode, before it first listens
-- (engine/server/cluster.c).  So no superuser ever logs in through the socket.
-- No lock matters: nobody else is there.  Run on a folder that only becomes the cluster when all went well.

-- name: server_role_owner :exec
-- Owns the database and the schema; may not make roles (those of sql/schema/001_roles.sql are made here).
CREATE ROLE getsuji_owner LOGIN;

-- name: server_role_group_runner :exec
CREATE ROLE getsuji_runner NOLOGIN;

-- name: server_role_group_approver :exec
CREATE ROLE getsuji_approver NOLOGIN;

-- name: server_role_group_reader :exec
CREATE ROLE getsuji_reader NOLOGIN;

-- name: server_role_run :exec
CREATE ROLE getsuji_run LOGIN IN ROLE getsuji_runner;

-- name: server_role_approve :exec
CREATE ROLE getsuji_approve LOGIN IN ROLE getsuji_approver;

-- name: server_database :exec
CREATE DATABASE getsuji OWNER getsuji_owner TEMPLATE template0;

-- name: server_database_revoke :exec
REVOKE ALL ON DATABASE getsuji FROM PUBLIC;

-- name: server_database_grant :exec
GRANT CONNECT ON DATABASE getsuji TO getsuji_run, getsuji_approve;

-- name: server_database_grant_temporary :exec
-- The import stages its rows in a temporary table.
GRANT TEMPORARY ON DATABASE getsuji TO getsuji_run;
